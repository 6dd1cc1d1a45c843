import type { ItemText } from '@hnlm/core';
import { type CatalogueTerms, labelsOf } from './catalogue-terms.ts';
import { countWords, firstWords, isContentWord, wordsOf } from './words.ts';

/**
 * Writes an item's summary: its title, then its rarest labels, then the words of its description with the highest
 * tf-idf in reading order (neighbours stay together). Returns `''` where nothing is known of the item.
 */
export function extractItem(text: ItemText, terms: CatalogueTerms, maxWords: number): string {
  const title = firstWords(text.title ?? '', maxWords);
  const used = new Set(wordsOf(title));
  const room = maxWords - countWords(title);
  const labels = rarestLabels(text, terms, used, text.description ? Math.ceil(room / 2) : room);
  for (const word of wordsOf(labels.join(' '))) used.add(word);
  const phrases = informativePhrases(
    text.description ?? '',
    terms,
    used,
    room - countWords(labels.join(' ')),
  );
  const details = [labels.join(', '), phrases.join(', ')].filter((part) => part !== '').join('; ');
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

function informativePhrases(
  description: string,
  terms: CatalogueTerms,
  used: Set<string>,
  room: number,
): string[] {
  const words = wordsOf(description);
  const counts = new Map<string, number>();
  for (const word of words) {
    if (isContentWord(word) && !used.has(word)) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const chosen = new Set(
    [...counts.keys()]
      .map((word) => ({ word, weight: (counts.get(word) ?? 0) * terms.informativeness(word) }))
      .sort((first, second) => second.weight - first.weight)
      .slice(0, Math.max(0, room))
      .map(({ word }) => word),
  );
  const phrases: string[] = [];
  let open = false;
  for (const word of words) {
    if (!chosen.delete(word)) open = false;
    else if (open) phrases.push(`${phrases.pop()} ${word}`);
    else {
      phrases.push(word);
      open = true;
    }
  }
  return phrases;
}
