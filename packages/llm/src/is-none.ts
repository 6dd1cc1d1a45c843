/**
 * Says whether a text says nothing: no letter or digit of any script, or only the word that models and tables write for
 * nothing (`None`, `null`, `NaN`, `undefined`).
 *
 * @example
 * ```ts
 * isNone('"None".'); // true
 * isNone('绿茶礼盒'); // false
 * ```
 */
export function isNone(text: string): boolean {
  return /^(?:none|null|nan|undefined)?$/i.test(text.replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, ''));
}
