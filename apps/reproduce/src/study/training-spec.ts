import { createHash } from 'node:crypto';

/** How the two tables start. */
export type Start = 'normal' | 'text' | 'permuted text';

/** Where negatives come from, as plain data. */
export type NegativesSpec =
  | { readonly kind: 'uniform' }
  | { readonly kind: 'dns'; readonly candidates: number; readonly top: number }
  | {
      readonly kind: 'adjusted';
      readonly candidates: number;
      readonly top: number;
      readonly lambda: number;
      readonly history: 'own' | "another user's";
    }
  | {
      readonly kind: 'mix';
      readonly alpha: number;
      readonly source: 'generated' | 'shuffled' | 'random' | 'mined';
    }
  | { readonly kind: 'hybrid'; readonly generated: boolean };

/** One training: what differs between rows and seeds of a study. */
export interface TrainingSpec {
  readonly start: Start;
  readonly negatives: NegativesSpec;
  readonly seed: number;
}

/** Names a training by its contents, for the file that keeps its result. */
export function trainingKey(spec: TrainingSpec): string {
  return createHash('sha256').update(JSON.stringify(spec)).digest('hex').slice(0, 16);
}
