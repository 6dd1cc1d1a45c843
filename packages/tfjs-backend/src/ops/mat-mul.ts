import * as tf from '@tensorflow/tfjs';
import { type Arena, createArena } from '../arena.ts';
import type { HnlmBackend } from '../backend.ts';
import { replaceKernel } from '../native-kernels.ts';

/** Columns of one packed panel in `assembly/matmul.ts`. */
const panelColumns = 8;
/** Rows of one packed panel there. */
export const panelRows = 4;

/** Replaces products of float32 matrices: plain or in batches, each side transposed or not. */
export function registerMatMul(): void {
  replaceKernel('BatchMatMul', ({ inputs: { a, b }, attributes, backend }) => {
    const { transposeA, transposeB } = attributes as { transposeA: boolean; transposeB: boolean };
    const [left, right] = [matrices(a, transposeA), matrices(b, transposeB)];
    const [m, k, n] = [left.rows, left.columns, right.columns];
    const batch = broadcastBatches(left, right);
    if (a.dtype !== 'float32' || b.dtype !== 'float32' || k !== right.rows || !batch) return undefined;
    const shape = [...batch, m, n];
    if (k === 0) return backend.zeros(shape);
    const out = backend.allocate(shape, 'float32');
    const count = tf.util.sizeFromShape(batch);
    if (count * m * n === 0) return out;

    multiply(backend, {
      count,
      inner: k,
      left: {
        ...stepsOf(left),
        address: backend.address(a),
        rows: m,
        batchStep: left.count === 1 ? 0 : 4 * m * k,
      },
      right: { ...stepsOf(right), address: backend.address(b), columns: n, count: right.count },
      out: backend.address(out),
    });
    return out;
  });
}

/** A product of matrices in memory; steps in bytes. */
export interface Product {
  /** Matrices of a batch; default 1. */
  readonly count?: number;
  /** Columns of the left and rows of the right side. */
  readonly inner: number;
  readonly left: MatrixSteps & {
    readonly address: number;
    readonly rows: number;
    readonly batchStep?: number;
  };
  /** `count`: 1 where all of the batch share it. */
  readonly right: MatrixSteps & {
    readonly address: number;
    readonly columns: number;
    readonly count?: number;
  };
  readonly out: number;
  /** Whether the product is added to what is there; default false. */
  readonly adds?: boolean;
}

/** Bytes from one row or column of a matrix to the next. */
export interface MatrixSteps {
  readonly rowStep: number;
  readonly columnStep: number;
}

const stepsOf = ({ rowStep, columnStep }: MatrixSteps): MatrixSteps => ({ rowStep, columnStep });

/** Multiplies matrices on the `hnlm` backend. */
export function multiply(
  backend: HnlmBackend,
  { count = 1, inner, left, right, out, adds = false }: Product,
) {
  const { wasm } = backend;
  const [m, n, shared] = [left.rows, right.columns, right.count ?? 1];
  const arena = createArena(wasm.heap);
  try {
    const packed = packColumns(backend, { inner, ...right }, arena);
    const scratch = arena.take((wasm.threads * wasm.kernels.matMulScratch()) / 4);
    const panelBytes = shared === 1 ? 0 : 4 * Math.ceil(n / panelColumns) * panelColumns * inner;
    wasm.run(
      'matMul',
      { count: count * Math.ceil(m / panelRows), floats: (count * m * n * inner) / 4 },
      ...([m, n, inner, left.address, left.batchStep ?? 0, left.rowStep, left.columnStep] as const),
      ...([packed, panelBytes, out, scratch, adds ? 1 : 0] as const),
    );
  } finally {
    arena.free();
  }
}

/** Packs the right side of a product as the kernels read it, in memory of the arena. */
export function packColumns(
  { wasm }: HnlmBackend,
  { inner, address, rowStep, columnStep, columns, count = 1 }: Product['right'] & { readonly inner: number },
  arena: Arena,
): number {
  const panels = Math.ceil(columns / panelColumns);
  const packed = arena.take(count * panels * panelColumns * inner);
  wasm.run(
    'packColumns',
    { count: count * panels, floats: 2 * count * columns * inner },
    ...([address, 4 * columns * inner, columnStep, rowStep, columns, inner, packed] as const),
  );
  return packed;
}

/** Matrices as they enter the product; steps in bytes. */
interface Matrices extends MatrixSteps {
  readonly batch: number[];
  readonly count: number;
  readonly rows: number;
  readonly columns: number;
}

function matrices({ shape }: tf.TensorInfo, transposed: boolean): Matrices {
  const [rows, columns] = shape.slice(-2);
  const batch = shape.slice(0, -2);
  const count = tf.util.sizeFromShape(batch);
  return transposed
    ? { batch, count, rows: columns, columns: rows, rowStep: 4, columnStep: 4 * columns }
    : { batch, count, rows, columns, rowStep: 4 * columns, columnStep: 4 };
}

/** The axes of the batch, where one side has them all and the other the same ones or a single matrix. */
function broadcastBatches(a: Matrices, b: Matrices): number[] | undefined {
  const [longer, shorter] = a.batch.length >= b.batch.length ? [a, b] : [b, a];
  if (tf.util.arraysEqual(a.batch, b.batch)) return a.batch;
  if (shorter.count === 1 && longer.batch.length >= shorter.batch.length) return longer.batch;
  return longer.count === 1 && longer.batch.length === shorter.batch.length ? shorter.batch : undefined;
}
