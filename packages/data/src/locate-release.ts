import { basename, dirname, join } from 'node:path';
import type { InteractionFormat } from './format.ts';
import { exists } from './text-file.ts';

/** The file of interactions of a release, and that of its items. */
interface ReleaseFiles {
  readonly interactions: string;
  readonly items: string;
}

/** How releases name their files, without `.gz`. */
const releases: Partial<Readonly<Record<InteractionFormat, readonly ReleaseFiles[]>>> = {
  movielens: [
    { interactions: 'u.data', items: 'u.item' },
    { interactions: 'ratings.dat', items: 'movies.dat' },
    { interactions: 'ratings.csv', items: 'movies.csv' },
  ],
  yelp: [
    { interactions: 'yelp_academic_dataset_review.json', items: 'yelp_academic_dataset_business.json' },
    { interactions: 'review.json', items: 'business.json' },
  ],
};

/** What a folder of a release has to hold, for messages; `undefined` if the format is that of no release. */
export function expectedRelease(format: InteractionFormat): string | undefined {
  if (isAmazon(format)) return 'exactly one file of reviews (Toys_and_Games.json.gz, Electronics.jsonl.gz)';
  return releases[format]?.map(({ interactions }) => interactions).join(' or ');
}

/** Picks the file of interactions out of the names in a folder; `undefined` if it is not there, or not the only one. */
export function interactionsOfRelease(
  names: readonly string[],
  format: InteractionFormat,
): string | undefined {
  if (isAmazon(format)) {
    const found = names.filter((name) => /\.jsonl?(\.gz)?$/.test(name) && !name.startsWith('meta_'));
    return found.length === 1 ? found[0] : undefined;
  }
  for (const { interactions } of releases[format] ?? []) {
    const found = names.find((name) => plain(name) === interactions);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Finds the items that a release has beside its file of interactions. */
export async function itemsOfRelease(file: string, format: InteractionFormat): Promise<string | undefined> {
  const name = plain(basename(file));
  // Of the metadata there is one file, for all reviews and for the 5-core (`_5`).
  const items = isAmazon(format)
    ? `meta_${name.replace(/_5(?=\.)/, '')}`
    : releases[format]?.find(({ interactions }) => interactions === name)?.items;
  if (items === undefined) return undefined;
  const path = join(dirname(file), items);
  for (const candidate of [path, `${path}.gz`]) if (await exists(candidate)) return candidate;
  return undefined;
}

function isAmazon(format: InteractionFormat): boolean {
  return format === 'amazon-2018' || format === 'amazon-2023';
}

function plain(name: string): string {
  return name.replace(/\.gz$/, '');
}
