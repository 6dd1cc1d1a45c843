import { holdsContact } from '@hnlm/llm';
import { saysTitle } from './says-title.ts';

/** HNLMRec's limit (S_H). */
export const mostWords = 20;

/**
 * Says what is wrong with the text that a model wrote as a negative, or nothing: too long, with a link, an address or a
 * long number, or the interacted product itself. `field` is its name in the reply; neither text nor title is quoted.
 */
export function checkNegativeText(field: string, text: string, title = ''): string | undefined {
  const words = text.match(/\S+/g)?.length ?? 0;
  if (words > mostWords) return `"${field}" has ${words} words; write at most ${mostWords}`;
  if (holdsContact(text)) return `"${field}" holds a link, an address or a long number; leave it out`;
  if (saysTitle(text, title)) return `"${field}" is the interacted product; name another`;
  return undefined;
}
