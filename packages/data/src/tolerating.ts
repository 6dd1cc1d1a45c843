import { HnlmError } from '@hnlm/core';

/**
 * Wraps a visitor of lines or records: what it throws as `DATA_PARSE` goes to `onBadLine`. Without `onBadLine`
 * the visitor is returned as it is.
 */
export function tolerating<Arguments extends readonly unknown[]>(
  visit: (...line: Arguments) => void,
  onBadLine: ((error: HnlmError) => void) | undefined,
): (...line: Arguments) => void {
  if (onBadLine === undefined) return visit;
  return (...line) => {
    try {
      visit(...line);
    } catch (error) {
      if (!HnlmError.isInstance(error) || error.code !== 'DATA_PARSE') throw error;
      onBadLine(error);
    }
  };
}
