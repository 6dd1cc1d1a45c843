const marker = Symbol.for('hnlm.error');

/** Evidence of an error: small, printable values (a file, a line, a name, a shape). */
export type Evidence = Readonly<Record<string, string | number | boolean | readonly (string | number)[]>>;

/** What an {@link HnlmError} is made of. */
export interface HnlmErrorOptions {
  /** Machine-readable kind, stable over releases, in `UPPER_SNAKE_CASE`. */
  readonly code: string;
  /** What to do next, as one sentence. */
  readonly hint?: string;
  readonly evidence?: Evidence;
  readonly cause?: unknown;
}

/**
 * Reports one thing that went wrong: the message says what and where, `hint` says what to do.
 *
 * @example
 * ```ts
 * throw new HnlmError('ratings.csv:3: rating "five" is not a number', {
 *   code: 'DATA_PARSE',
 *   hint: 'Correct the line, or name another column with --rating.',
 *   evidence: { file: 'ratings.csv', line: 3 },
 * });
 * ```
 */
export class HnlmError extends Error {
  readonly code: string;
  readonly hint: string | undefined;
  readonly evidence: Evidence;

  constructor(message: string, options: HnlmErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'HnlmError';
    this.code = options.code;
    this.hint = options.hint;
    this.evidence = options.evidence ?? {};
    Object.defineProperty(this, marker, { value: true });
  }

  /** Recognises an HNLM error, also one that a second installed copy of this package made. */
  static isInstance(error: unknown): error is HnlmError {
    return typeof error === 'object' && error !== null && marker in error;
  }
}
