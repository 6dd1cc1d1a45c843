import type { DateRange } from '../date-range.ts';
import type { InteractionFormat } from '../format.ts';
import type { HeldOutShares } from '../split.ts';

/** How a published dataset is made of its originals, and what was published of its size. */
export interface Recipe {
  readonly name: string;
  readonly title: string;
  readonly format: InteractionFormat;
  readonly minRating: number;
  readonly dateRange: DateRange;
  /** Fewest interactions of users and items; no such limit, if not set. */
  readonly kCore?: number;
  readonly split: HeldOutShares;
  readonly published: PublishedFigures;
  /** What the publication leaves open, and how it is settled here. */
  readonly assumptions: readonly string[];
  readonly source: RecipeSource;
}

/** Sizes as published. */
export interface PublishedFigures {
  readonly users: number;
  readonly items: number;
  readonly interactions: number;
  readonly density: number;
}

/** Where the originals are. */
export interface RecipeSource {
  /** The page that describes them and their terms. */
  readonly page: string;
  /** The file of interactions and that of the items. */
  readonly interactions: SourceFile;
  readonly items: SourceFile;
  /** Hosts beside that of the address to which a download may be redirected. */
  readonly hosts: readonly string[];
  /** What to do by hand, where terms must be accepted first. */
  readonly byHand?: string;
}

/** One original file. */
export interface SourceFile {
  readonly name: string;
  /** Absent where it can only be had by hand. */
  readonly url?: string;
  /** In hex digits, where it is known. */
  readonly sha256?: string;
}

/** Hosts of the McAuley Lab, which has moved its files more than once. */
const labHosts = ['mcauleylab.ucsd.edu', 'datarepo.eng.ucsd.edu', 'jmcauley.ucsd.edu'];

/** Names the files of a category of Amazon 2018. */
export function amazon2018(category: string): RecipeSource {
  const data = 'https://mcauleylab.ucsd.edu/public_datasets/data/amazon_v2';
  const [reviews, items] = [`${category}.json.gz`, `meta_${category}.json.gz`];
  return {
    page: 'https://cseweb.ucsd.edu/~jmcauley/datasets/amazon_v2/',
    interactions: { name: reviews, url: `${data}/categoryFiles/${reviews}` },
    items: { name: items, url: `${data}/metaFiles2/${items}` },
    hosts: labHosts,
  };
}

/** Names the files of a category of Amazon 2023. */
export function amazon2023(category: string): RecipeSource {
  const data = 'https://mcauleylab.ucsd.edu/public_datasets/data/amazon_2023/raw';
  const [reviews, items] = [`${category}.jsonl.gz`, `meta_${category}.jsonl.gz`];
  return {
    page: 'https://amazon-reviews-2023.github.io/',
    interactions: { name: reviews, url: `${data}/review_categories/${reviews}` },
    items: { name: items, url: `${data}/meta_categories/${items}` },
    hosts: labHosts,
  };
}

/** Left open for all four datasets. */
export const openQuestions: readonly string[] = [
  'The order of the filters is not published; here: rating, dates (half-open, UTC), the last of repeats, k-core.',
  'Whether the k-core goes to the fixed point is not published; here it does.',
  'The split is not published; here 80/10/10 at random per user.',
];
