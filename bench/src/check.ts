/** Figures of a check: numbers, texts and lists that a person can judge it by. */
export type Figures = Readonly<Record<string, unknown>>;

/** What a check found; `pass` is null where it could not be made. */
export interface Outcome {
  readonly pass: boolean | null;
  readonly figures: Figures;
}

/** One acceptance check. */
export interface Check {
  readonly name: string;
  /** What it shows, in one sentence. */
  readonly about: string;
  /** `args` is what the command line has behind the name. */
  run(log: (line: string) => void, args: readonly string[]): Promise<Outcome>;
}
