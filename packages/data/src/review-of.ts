import type { Review } from '@hnlm/core';
import { withoutHtml } from './without-html.ts';

/** Makes a review of its title and text, without HTML; `undefined` where it has no text. */
export function reviewOf(title: string, text: string, rating: number): Review | undefined {
  const body = withoutHtml(text).trim();
  if (body === '') return undefined;
  const head = withoutHtml(title).trim();
  return { ...(head !== '' && { title: head }), text: body, rating };
}
