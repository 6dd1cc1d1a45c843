/** How every model of a study is trained and measured. */
export interface Protocol {
  readonly dim: number;
  readonly layers: number;
  readonly learningRate: number;
  readonly l2: number;
  readonly batch: number;
  readonly epochs: number;
  readonly evaluateEvery: number;
  readonly patience: number;
  /** Chooses epochs and options, on validation. */
  readonly metric: string;
  /** Cut-offs of the reported metrics. */
  readonly at: readonly number[];
  readonly seeds: readonly number[];
}

/** LightGCN as its official code and the field train it; the learning rate suits data of this size. */
export const defaultProtocol: Protocol = {
  dim: 64,
  layers: 3,
  learningRate: 5e-3,
  l2: 1e-4,
  batch: 2048,
  epochs: 300,
  evaluateEvery: 1,
  patience: 8,
  metric: 'NDCG@20',
  at: [10, 20],
  seeds: [1, 2, 3],
};
