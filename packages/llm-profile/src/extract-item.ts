import type { ItemText } from '@hnlm/core';
import { type CatalogueTerms, labelsOf } from './catalogue-terms.ts';
import { countWords, firstWords, wordsOf } from './words.ts';

/**
 * Writes an item's summary: its title, then its rarest labels, then the words of its description that the catalogue ties
 * to it (see {@link tiedWords}), the most tied ones where not all fit, in reading order (neighbours stay together).
 * Returns `''` where nothing is known of the item.
 */
export function extractItem(
  text: ItemText,
  terms: CatalogueTerms,
  tied: ReadonlyMap<string, number>,
  maxWords: number,
): string {
  const title = firstWords(text.title ?? '', maxWords);
  const used = new Set(wordsOf(title));
  const room = maxWords - countWords(title);
  const half = rarestLabels(text, terms, used, Math.ceil(room / 2)).join(' ');
  const said = new Set([...used, ...wordsOf(half)]);
  const phrases = tiedPhrases(text.description ?? '', tied, said, room - countWords(half)).join(', ');
  // What the description leaves free is for more labels.
  const labels = rarestLabels(text, terms, used, room - countWords(phrases)).join(', ');
  const details = [labels, phrases].filter((part) => part !== '').join('; ');
  return [title, details].filter((part) => part !== '').join(': ');
}

function rarestLabels(text: ItemText, terms: CatalogueTerms, used: Set<string>, room: number): string[] {
  const labels = labelsOf(text).filter((label) => wordsOf(label).some((word) => !used.has(word)));
  const byRarity = labels.toSorted(
    (first, second) => terms.frequency(first.toLowerCase()) - terms.frequency(second.toLowerCase()),
  );
  const chosen = new Set<string>();
  let left = room;
  for (const label of byRarity) {
    const length = countWords(label);
    if (length > left) continue;
    chosen.add(label);
    left -= length;
  }
  return labels.filter((label) => chosen.has(label));
}

function tiedPhrases(
  description: string,
  tied: ReadonlyMap<string, number>,
  said: ReadonlySet<string>,
  room: number,
): string[] {
  const chosen = new Set(
    [...tied]
      .filter(([word]) => !said.has(word))
      .sort(([first, one], [second, other]) => other - one || (first < second ? -1 : 1))
      .slice(0, Math.max(0, room))
      .map(([word]) => word),
  );
  const phrases: string[] = [];
  let open = false;
  for (const word of wordsOf(description)) {
    if (!chosen.delete(word)) open = false;
    else if (open) phrases.push(`${phrases.pop()} ${word}`);
    else {
      phrases.push(word);
      open = true;
    }
  }
  return phrases;
}
