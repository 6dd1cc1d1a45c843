/** A train pair by original ids. */
export interface TrainPair {
  readonly user: string;
  readonly positive: string;
}
