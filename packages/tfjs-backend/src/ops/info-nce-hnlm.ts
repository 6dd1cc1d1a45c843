import type { TensorInfo } from '@tensorflow/tfjs';
import { type Arena, createArena } from '../arena.ts';
import type { HnlmBackend } from '../backend.ts';
import { multiply, packColumns, panelRows } from './mat-mul.ts';

/**
 * Most exponentials of scores that are held at once: 32 MB. Those of a batch fit and are kept for the gradient; with a whole
 * catalogue they are computed in chunks of anchors, and again for the gradient.
 */
const mostHeld = 2 ** 23;

/** What a loss was computed from. */
export interface ContrastInputs {
  /** `[n, d]` */
  readonly anchors: TensorInfo;
  /** `[m, d]` */
  readonly others: TensorInfo;
  /** int32 `[n]` */
  readonly own: TensorInfo;
}

/** Anchors of a chunk of work. */
interface Chunk {
  readonly from: number;
  readonly rows: number;
}

function chunksOf(n: number, m: number): Chunk[] {
  const rows = Math.max(1, Math.floor(mostHeld / m / panelRows)) * panelRows;
  return Array.from({ length: Math.ceil(n / rows) }, (_, chunk) => ({
    from: chunk * rows,
    rows: Math.min(rows, n - chunk * rows),
  }));
}

/**
 * Computes the losses, `[n]`, the inverse sums of the exponentials, `[n]`, and these themselves where they are few, `[n, m]`,
 * else `[0]`.
 */
export function contrast(backend: HnlmBackend, inputs: ContrastInputs, temperature: number): TensorInfo[] {
  const [n, m] = [inputs.anchors.shape[0], inputs.others.shape[0]];
  const chunks = chunksOf(n, m);
  const losses = backend.allocate([n], 'float32');
  const inverseSums = backend.allocate([n], 'float32');
  const held = backend.allocate(chunks.length === 1 ? [n, m] : [0], 'float32');
  const arena = createArena(backend.wasm.heap);
  try {
    const scores = chunks.length === 1 ? backend.address(held) : arena.take(chunks[0].rows * m);
    const run = contrasting(backend, inputs, temperature, arena);
    for (const chunk of chunks) {
      run(chunk, scores, backend.address(inverseSums), backend.address(losses));
    }
  } finally {
    arena.free();
  }
  return [losses, inverseSums, held];
}

/** Makes the function that computes a chunk's exponentials, inverse sums and losses. */
function contrasting(
  backend: HnlmBackend,
  { anchors, others, own }: ContrastInputs,
  temperature: number,
  arena: Arena,
) {
  const { wasm } = backend;
  const [m, d] = others.shape;
  const [a, o] = [backend.address(anchors), backend.address(own)];
  const right = { address: backend.address(others), columns: m, rowStep: 4, columnStep: 4 * d };
  const packed = packColumns(backend, { inner: d, ...right }, arena);
  const scratch = arena.take((wasm.threads * wasm.kernels.matMulScratch()) / 4);
  return ({ from, rows }: Chunk, scores: number, inverseSums: number, losses: number) =>
    wasm.run(
      'contrast',
      { count: Math.ceil(rows / panelRows), floats: (rows * m * d) / 4 },
      ...([rows, m, d, a + 4 * from * d, packed, o + 4 * from, 1 / temperature] as const),
      ...([scores, inverseSums + 4 * from, losses + 4 * from, scratch] as const),
    );
}

/**
 * Computes the gradients of the anchors and of the others.
 *
 * @param dy `[n]`
 */
export function contrastGradient(
  backend: HnlmBackend,
  inputs: ContrastInputs,
  { dy, inverseSums, held }: Readonly<Record<'dy' | 'inverseSums' | 'held', TensorInfo>>,
  temperature: number,
): TensorInfo[] {
  const { wasm } = backend;
  const { anchors, others, own } = inputs;
  const [n, d] = anchors.shape;
  const m = others.shape[0];
  const factor = 1 / temperature;
  const toAnchors = backend.allocate([n, d], 'float32');
  const toOthers = backend.allocate([m, d], 'float32');
  const at = (info: TensorInfo) => backend.address(info);
  const arena = createArena(wasm.heap);
  try {
    const scaled = arena.take(n * d);
    const rows = { count: n, floats: 3 * n * d };
    wasm.run('scaleRows', rows, at(anchors), d, at(dy), at(inverseSums), factor, scaled);
    const chunks = chunksOf(n, m);
    const known = held.shape.length === 2;
    const scores = known ? at(held) : arena.take(chunks[0].rows * m);
    const again = known ? undefined : contrasting(backend, inputs, temperature, arena);
    const [sums, losses] = known ? [0, 0] : [arena.take(n), arena.take(n)];
    for (const chunk of chunks) {
      again?.(chunk, scores, sums, losses);
      multiply(backend, {
        inner: m,
        left: { address: scores, rows: chunk.rows, rowStep: 4 * m, columnStep: 4 },
        right: { address: at(others), columns: d, rowStep: 4 * d, columnStep: 4 },
        out: at(toAnchors) + 4 * chunk.from * d,
      });
      multiply(backend, {
        inner: chunk.rows,
        left: { address: scores, rows: m, rowStep: 4, columnStep: 4 * m },
        right: { address: scaled + 4 * chunk.from * d, columns: d, rowStep: 4 * d, columnStep: 4 },
        out: at(toOthers),
        adds: chunk.from > 0,
      });
    }
    wasm.run(
      'anchorGradient',
      rows,
      ...([at(others), d, at(own), at(dy), at(inverseSums), factor, at(toAnchors)] as const),
    );
    wasm.kernels.subtractOwn(n, at(anchors), d, at(own), at(dy), factor, at(toOthers));
  } finally {
    arena.free();
  }
  return [toAnchors, toOthers];
}
