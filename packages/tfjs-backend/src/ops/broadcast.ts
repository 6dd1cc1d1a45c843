/** How far an operand moves on, in entries, from one outer part, row and entry of the result to the next. */
export type Steps = readonly [outer: number, middle: number, inner: number];

/** A broadcast result as outer parts of rows, and how its operands are read. */
export interface Broadcast {
  readonly shape: number[];
  readonly size: number;
  /** Rows in all. */
  readonly rows: number;
  /** Rows of one outer part. */
  readonly middle: number;
  readonly width: number;
  readonly steps: readonly Steps[];
}

/** Rows of one piece, where no operand is repeated: small enough to share out, large enough to be worth a call. */
const pieceWidth = 4096;

/**
 * Lays out the broadcasting of tensors in at most three nested loops, by taking neighbouring axes together that every
 * operand either has or repeats.
 *
 * @returns undefined where shapes do not fit together or need more loops.
 */
export function broadcast(shapes: readonly (readonly number[])[]): Broadcast | undefined {
  const rank = Math.max(...shapes.map((shape) => shape.length));
  const aligned = shapes.map((shape) => [...new Array(rank - shape.length).fill(1), ...shape]);
  const shape = Array.from({ length: rank }, (_, axis) =>
    aligned.reduce((length, one) => (one[axis] === 1 ? length : one[axis]), 1),
  );
  if (aligned.some((one) => one.some((length, axis) => length !== 1 && length !== shape[axis])))
    return undefined;

  const loops: { length: number; held: readonly boolean[] }[] = [];
  for (const [axis, length] of shape.entries()) {
    if (length === 1) continue;
    const held = aligned.map((one) => one[axis] !== 1);
    const last = loops.at(-1);
    if (last?.held.every((holds, n) => holds === held[n])) last.length *= length;
    else loops.push({ length, held });
  }
  const all = shapes.map(() => true);
  if (loops.length === 0) loops.push({ length: 1, held: all });
  if (loops.length > 3) return undefined;
  const size = loops.reduce((product, { length }) => product * length, 1);
  if (loops.length === 1 && size > pieceWidth) {
    const steps = loops[0].held.map((holds): Steps => (holds ? [0, pieceWidth, 1] : [0, 0, 0]));
    const rows = Math.ceil(size / pieceWidth);
    return { shape, size, rows, middle: rows, width: pieceWidth, steps };
  }
  while (loops.length < 3) loops.unshift({ length: 1, held: all });
  const steps = shapes.map((_, n): Steps => {
    let entries = 1;
    const [inner, middle, outer] = loops.toReversed().map(({ length, held }) => {
      const step = held[n] ? entries : 0;
      if (held[n]) entries *= length;
      return step;
    });
    return [outer, middle, inner];
  });
  const [outer, middle, width] = loops.map(({ length }) => length);
  return { shape, size, rows: outer * middle, middle, width, steps };
}
