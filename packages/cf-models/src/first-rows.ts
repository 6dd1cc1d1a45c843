/** The rows 0 to `count`. */
export const firstRows = (count: number): Int32Array => new Int32Array(count).map((_, row) => row);
