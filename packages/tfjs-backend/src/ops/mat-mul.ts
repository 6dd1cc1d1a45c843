import * as tf from '@tensorflow/tfjs';
import { replaceKernel } from '../native-kernels.ts';

/** Columns of one packed panel in `assembly/matmul.ts`. */
const panelColumns = 8;
/** Rows of one packed panel there. */
const panelRows = 4;

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

    const { wasm } = backend;
    const panels = Math.ceil(n / panelColumns);
    const packed = backend.allocate([right.count * panels * panelColumns * k], 'float32');
    const scratch = backend.allocate([(wasm.threads * wasm.kernels.matMulScratch()) / 4], 'float32');
    const [x, y, z, p, s] = [a, b, out, packed, scratch].map((info) => backend.address(info));
    const packing = { count: right.count * panels, floats: 2 * right.count * n * k };
    wasm.run('packColumns', packing, y, 4 * n * k, right.columnStep, right.rowStep, n, k, p);
    wasm.run(
      'matMul',
      { count: count * Math.ceil(m / panelRows), floats: (count * m * n * k) / 4 },
      ...([m, n, k, x, left.count === 1 ? 0 : 4 * m * k, left.rowStep, left.columnStep] as const),
      ...([p, right.count === 1 ? 0 : 4 * panels * panelColumns * k, z, s] as const),
    );
    backend.disposeIntermediateTensorInfo(packed);
    backend.disposeIntermediateTensorInfo(scratch);
    return out;
  });
}

/** Matrices as they enter the product; steps in bytes. */
interface Matrices {
  readonly batch: number[];
  readonly count: number;
  readonly rows: number;
  readonly columns: number;
  readonly rowStep: number;
  readonly columnStep: number;
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
