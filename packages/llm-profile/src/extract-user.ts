import { type Review, rowOf, type TrainView } from '@hnlm/core';
import type { CatalogueTerms } from './catalogue-terms.ts';
import { countWords, wordsOf } from './words.ts';

const COMPLAINT =
  /\b(not|no|never|cannot|too|hardly|barely|less|wish|poor|poorly|bad|worse|worst|cheap|flimsy|sadly|unfortunately|pity|rather|do without|puts? me off)\b|n['’]t\b|\b(disappoint|dislike|hate|avoid|annoy|broke|regret)/i;
const CLAUSE_END = /[.;:,!?\n]|\bbut\b|\bthough\b/i;
/** In longer histories a term that occurs once says nothing. */
const SHORT_HISTORY = 5;
/** Ratings up to this one make a whole review a complaint (on the usual scale of 1 to 5). */
const LOW_RATING = 2;

/**
 * Writes a user's summary from train items and train reviews: the terms whose share in the history exceeds their
 * share in the catalogue most (weighted by count: each term's part of the Kullback-Leibler divergence), and the
 * terms that the reviews complain about. Returns `''` for a user without train items or without known terms.
 */
export function extractUser(data: TrainView, user: number, terms: CatalogueTerms, maxWords: number): string {
  const history = rowOf(data.interactions, user);
  const liked = new Map<string, number>();
  const disliked = new Map<string, number>();
  for (const item of history) {
    const { praised, blamed } = opinions(data.review(user, item), terms);
    for (const term of new Set([...terms.termsOf(item), ...praised])) {
      if (!blamed.has(term)) add(liked, term);
    }
    for (const term of blamed) if (!praised.has(term)) add(disliked, term);
  }

  const complaints = [...disliked]
    .filter(([term, count]) => count > (liked.get(term) ?? 0))
    .map(([term, count]) => ({ term, weight: count * Math.log(terms.items / terms.frequency(term)) }))
    .sort(byWeight)
    .map(({ term }) => term);
  const dislikes = fit(complaints, Math.floor(maxWords / 4));
  const avoided = new Set(dislikes);
  const likes = [...liked]
    .filter(([term, count]) => !avoided.has(term) && (count > 1 || history.length < SHORT_HISTORY))
    .map(([term, count]) => {
      const share = count / history.length;
      return { term, weight: count * Math.log((share * terms.items) / terms.frequency(term)) };
    })
    .filter(({ weight }) => weight > 0)
    .sort(byWeight)
    .map(({ term }) => term);

  const aversion = dislikes.length > 0 ? `dislikes ${enumerate(dislikes)}` : '';
  // "likes" and "and" take two words of the room.
  const chosen = fit(likes, maxWords - countWords(aversion) - 2);
  const taste = chosen.length > 0 ? `likes ${enumerate(chosen)}` : '';
  const text = [taste, aversion].filter((part) => part !== '').join('; ');
  return text === '' ? '' : `${text[0].toUpperCase()}${text.slice(1)}.`;
}

/** Finds the catalogue terms that a review praises and those that it blames, clause by clause. */
function opinions(
  review: Review | undefined,
  terms: CatalogueTerms,
): { praised: Set<string>; blamed: Set<string> } {
  const praised = new Set<string>();
  const blamed = new Set<string>();
  const allBad = review?.rating !== undefined && review.rating <= LOW_RATING;
  for (const clause of `${review?.title ?? ''}. ${review?.text ?? ''}`.split(CLAUSE_END)) {
    const found = allBad || COMPLAINT.test(clause) ? blamed : praised;
    for (const term of mentioned(clause, terms)) found.add(term);
  }
  return { praised, blamed };
}

function add(counts: Map<string, number>, term: string): void {
  counts.set(term, (counts.get(term) ?? 0) + 1);
}

/** Finds catalogue terms of one or two words in a clause. */
function mentioned(clause: string, terms: CatalogueTerms): Set<string> {
  const words = wordsOf(clause);
  const pairs = words.slice(1).map((word, index) => `${words[index]} ${word}`);
  return new Set([...words, ...pairs].filter((term) => terms.frequency(term) > 0));
}

/** Takes terms in order while their words fit, and none whose words were all said before ("puzzle" says "puzzles"). */
function fit(candidates: readonly string[], room: number): string[] {
  const said = new Set<string>();
  const chosen: string[] = [];
  let left = room;
  for (const term of candidates) {
    const words = wordsOf(term).map((word) => word.replace(/s$/, ''));
    const length = countWords(term);
    if (length > left || words.every((word) => said.has(word))) continue;
    chosen.push(term);
    for (const word of words) said.add(word);
    left -= length;
    if (left <= 0) break;
  }
  return chosen;
}

/** "a, b and c" */
function enumerate(terms: readonly string[]): string {
  return terms.length === 1 ? terms[0] : `${terms.slice(0, -1).join(', ')} and ${terms.at(-1)}`;
}

/** Heavier first; equal weights in alphabetical order, so that the order of the data does not matter. */
function byWeight(first: { term: string; weight: number }, second: { term: string; weight: number }): number {
  return second.weight - first.weight || (first.term < second.term ? -1 : 1);
}
