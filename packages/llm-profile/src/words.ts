const STOP_WORDS = new Set(
  (
    'a about above after again all also am an and any are as at be because been before being below between both ' +
    'but by can could did do does doing down during each few for from further get gets got had has have having he ' +
    'her here hers him his how i if in into is it its itself just me more most my no nor not of off on once one ' +
    'only or other our out over own same she so some such than that the their them then there these they this ' +
    'those through to too two under until up us very was we were what when where which while who whom why will ' +
    "with would you your it's i'm don't didn't doesn't isn't wasn't can't won't"
  ).split(' '),
);

/** Splits a text into lower-case words, in reading order; keeps apostrophes and hyphens inside a word. */
export function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+(?:['’-][\p{L}\p{N}]+)*/gu) ?? [];
}

/** Says whether a word carries content: more than one letter, no stop word, no bare number. */
export function isContentWord(word: string): boolean {
  return word.length > 1 && !STOP_WORDS.has(word) && !/^\d+$/.test(word);
}

/** Counts the words of a text as a reader would: what white space separates. */
export function countWords(text: string): number {
  return text.match(/\S+/g)?.length ?? 0;
}

/** Cuts a text after its first `count` words. */
export function firstWords(text: string, count: number): string {
  return (text.match(/\S+/g) ?? []).slice(0, count).join(' ');
}
