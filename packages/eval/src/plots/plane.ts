/** Vectors laid out in two dimensions, to draw with `embeddingMap`. */
export interface Plane {
  /** `[rows, 2]`, row by row. */
  readonly points: Float64Array;
  readonly xLabel: string;
  readonly yLabel: string;
}
