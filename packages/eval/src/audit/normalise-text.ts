/** Reduces a text to its lower-case words and numbers, so that case, punctuation and spaces do not count. */
export function normaliseText(text: string): string {
  return (text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []).join(' ');
}
