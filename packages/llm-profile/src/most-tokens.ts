/**
 * Estimates tokens from above: a third of the UTF-8 bytes. English has about four bytes a token, and a CJK character
 * (three bytes) about one token.
 */
export function mostTokens(text: string): number {
  return Math.ceil(new TextEncoder().encode(text).length / 3);
}
