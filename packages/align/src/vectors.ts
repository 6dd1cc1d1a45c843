/** Vectors of equal width, one after the other. */
export interface Vectors {
  /** `[count * dimensions]` */
  readonly values: Float32Array;
  readonly dimensions: number;
}

/** Returns a copy with the mean vector subtracted and every vector scaled to unit length (zero stays zero). */
export function centredUnit({ values, dimensions }: Vectors): Vectors {
  const count = values.length / dimensions;
  const mean = new Float64Array(dimensions);
  for (let n = 0; n < values.length; n++) mean[n % dimensions] += values[n] / count;
  const out = new Float32Array(values.length);
  for (let row = 0; row < count; row++) {
    let squares = 0;
    for (let c = 0; c < dimensions; c++) squares += (values[row * dimensions + c] - mean[c]) ** 2;
    const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0;
    for (let c = 0; c < dimensions; c++) {
      out[row * dimensions + c] = (values[row * dimensions + c] - mean[c]) * scale;
    }
  }
  return { values: out, dimensions };
}

/** Returns some of the vectors, in any order: row n of the result is row `order[n]`. */
export function reordered({ values, dimensions }: Vectors, order: ArrayLike<number>): Vectors {
  const out = new Float32Array(order.length * dimensions);
  for (let row = 0; row < order.length; row++) {
    out.set(values.subarray(order[row] * dimensions, (order[row] + 1) * dimensions), row * dimensions);
  }
  return { values: out, dimensions };
}
