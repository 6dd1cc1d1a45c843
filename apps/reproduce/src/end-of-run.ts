/** Exit code of a run that a limit of the user ended: it can go on. */
export const limitReached = 3;

/** Ends a run in order before its report. What was done is kept, and the message says how to go on. */
export class EndOfRun extends Error {
  readonly exitCode: number;

  constructor(message: string, exitCode: number) {
    super(message);
    this.exitCode = exitCode;
  }
}
