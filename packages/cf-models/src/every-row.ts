/** The rows of a table, or the nodes of a side, from 0 to `count`. */
export const everyRow = (count: number): Int32Array => new Int32Array(count).map((_, row) => row);
