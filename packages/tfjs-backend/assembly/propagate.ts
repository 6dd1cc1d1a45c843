import { addScaled } from './vector';

// Propagation over the normalised bipartite graph, E' = S A S E with S = diag(degree^-1/2), by blocks of 16 columns.
// All layers of a block are computed before the next block begins, so that a layer is still in the cache when the next
// one reads it; blocks do not depend on each other, so that threads take them in any order with the same bits.
//
// The graph is read from its long side, the one with more nodes. A pass walks once over its rows: it sums the
// neighbours of a row, and adds the row to each of them. All random access goes to the short side, whose rows lie as
// pairs of 16 columns: those of the current layer, times S, and those of the next one. The two swap from pass to pass.

const width: i32 = 16;
const blockBytes: usize = 64;
const pairBytes: usize = 128;

// @ts-ignore: decorator
@inline
function at(base: usize, index: i32): usize {
  return base + ((<usize>index) << 2);
}

// One pass: y = S (sum of neighbours of the short side), and the short side's next layer += S x.
// `gatherMarks`, if not 0: only marked rows of y are wanted. `scatterMarks`, if not 0: only marked rows of x are not 0.
// `now` and `next` say where in a pair the current and the next layer lie.
function pass(
  rows: i32, indptr: usize, indices: usize, scales: usize, x: usize, y: usize, pairs: usize, now: usize, next: usize,
  gatherMarks: usize, scatterMarks: usize,
): void {
  const current = pairs + now;
  const coming = pairs + next;
  let edge = load<i32>(indptr);
  for (let row = 0; row < rows; row++) {
    const last = load<i32>(at(indptr, row), 4);
    const gathers = !gatherMarks || load<u8>(gatherMarks + <usize>row);
    const scatters = !scatterMarks || load<u8>(scatterMarks + <usize>row);
    const scale = v128.load_splat<f32>(at(scales, row));
    const from = x + <usize>row * blockBytes;
    let s0 = f32x4.splat(0);
    let s1 = f32x4.splat(0);
    let s2 = f32x4.splat(0);
    let s3 = f32x4.splat(0);
    if (scatters) {
      const x0 = f32x4.mul(scale, v128.load(from, 0));
      const x1 = f32x4.mul(scale, v128.load(from, 16));
      const x2 = f32x4.mul(scale, v128.load(from, 32));
      const x3 = f32x4.mul(scale, v128.load(from, 48));
      if (gathers) {
        for (; edge < last; edge++) {
          const pair = <usize>load<i32>(at(indices, edge)) * pairBytes;
          const p = current + pair;
          const q = coming + pair;
          s0 = f32x4.add(s0, v128.load(p, 0));
          s1 = f32x4.add(s1, v128.load(p, 16));
          s2 = f32x4.add(s2, v128.load(p, 32));
          s3 = f32x4.add(s3, v128.load(p, 48));
          v128.store(q, f32x4.add(v128.load(q, 0), x0), 0);
          v128.store(q, f32x4.add(v128.load(q, 16), x1), 16);
          v128.store(q, f32x4.add(v128.load(q, 32), x2), 32);
          v128.store(q, f32x4.add(v128.load(q, 48), x3), 48);
        }
      } else {
        for (; edge < last; edge++) {
          const q = coming + <usize>load<i32>(at(indices, edge)) * pairBytes;
          v128.store(q, f32x4.add(v128.load(q, 0), x0), 0);
          v128.store(q, f32x4.add(v128.load(q, 16), x1), 16);
          v128.store(q, f32x4.add(v128.load(q, 32), x2), 32);
          v128.store(q, f32x4.add(v128.load(q, 48), x3), 48);
        }
      }
    } else if (gathers) {
      for (; edge < last; edge++) {
        const p = current + <usize>load<i32>(at(indices, edge)) * pairBytes;
        s0 = f32x4.add(s0, v128.load(p, 0));
        s1 = f32x4.add(s1, v128.load(p, 16));
        s2 = f32x4.add(s2, v128.load(p, 32));
        s3 = f32x4.add(s3, v128.load(p, 48));
      }
    }
    edge = last;
    if (gathers) {
      const to = y + <usize>row * blockBytes;
      v128.store(to, f32x4.mul(scale, s0), 0);
      v128.store(to, f32x4.mul(scale, s1), 16);
      v128.store(to, f32x4.mul(scale, s2), 32);
      v128.store(to, f32x4.mul(scale, s3), 48);
    }
  }
}

// target[n] = source[n] for blocks of `columns` columns, the rest zeros, times scales[n] if `scales` is not 0.
function readBlock(
  count: i32, source: usize, sourceStride: usize, columns: i32, scales: usize, target: usize, targetStride: usize,
): void {
  for (let n = 0; n < count; n++) {
    const from = source + <usize>n * sourceStride;
    const to = target + <usize>n * targetStride;
    const scale = scales ? load<f32>(at(scales, n)) : 1;
    if (columns == width) {
      const s = f32x4.splat(scale);
      for (let o: usize = 0; o < blockBytes; o += 16) v128.store(to + o, f32x4.mul(s, v128.load(from + o)));
    } else {
      memory.fill(to, 0, blockBytes);
      for (let c = 0; c < columns; c++) store<f32>(at(to, c), scale * load<f32>(at(from, c)));
    }
  }
}

// Ends a pass on the short side: the next layer is what was added up, times S; the current one becomes zeros.
function endPass(count: i32, scales: usize, pairs: usize, now: usize, next: usize): void {
  for (let n = 0; n < count; n++) {
    const pair = pairs + <usize>n * pairBytes;
    const s = v128.load_splat<f32>(at(scales, n));
    for (let o: usize = 0; o < blockBytes; o += 16) {
      v128.store(pair + next + o, f32x4.mul(s, v128.load(pair + next + o)));
      v128.store(pair + now + o, f32x4.splat(0));
    }
  }
}

// The short side's layer times S, as the next pass reads it.
function prescale(count: i32, scales: usize, layer: usize): void {
  for (let n = 0; n < count; n++) {
    const s = v128.load_splat<f32>(at(scales, n));
    const row = layer + <usize>n * pairBytes;
    for (let o: usize = 0; o < blockBytes; o += 16) v128.store(row + o, f32x4.mul(s, v128.load(row + o)));
  }
}

// out[n] = factor * (source[first ? row : n] + layer[row]), where row = list[n], or n where `list` is 0.
function addLayer(
  out: usize, stride: usize, columns: i32, list: usize, count: i32, source: usize, first: bool, layer: usize,
  layerStride: usize, factor: f32,
): void {
  const f = f32x4.splat(factor);
  for (let n = 0; n < count; n++) {
    const row = list ? load<i32>(at(list, n)) : n;
    const to = out + <usize>n * stride;
    const from = source + <usize>(first ? row : n) * stride;
    const one = layer + <usize>row * layerStride;
    if (columns == width) {
      for (let o: usize = 0; o < blockBytes; o += 16) {
        v128.store(to + o, f32x4.mul(f, f32x4.add(v128.load(from + o), v128.load(one + o))));
      }
    } else {
      for (let c = 0; c < columns; c++) {
        store<f32>(at(to, c), factor * (load<f32>(at(from, c)) + load<f32>(at(one, c))));
      }
    }
  }
}

// target[list[n]] += factor * source[n]
function addRows(
  target: usize, targetStride: usize, columns: i32, list: usize, count: i32, source: usize, sourceStride: usize, factor: f32,
): void {
  for (let n = 0; n < count; n++) {
    const row = load<i32>(at(list, n));
    addScaled(target + <usize>row * targetStride, source + <usize>n * sourceStride, factor, columns);
  }
}

// target[n] = source[n]
function writeBlock(
  count: i32, source: usize, sourceStride: usize, columns: i32, target: usize, targetStride: usize,
): void {
  for (let n = 0; n < count; n++) {
    memory.copy(target + <usize>n * targetStride, source + <usize>n * sourceStride, (<usize>columns) << 2);
  }
}

// The mean over layers 0 to `layers` for blocks [start, end) of columns: outL[n] for row listL[n] of the long side (or
// for every row where `listL` is 0, with countL = rows), outS likewise. `marks` has a 1 for each row in listL, or is 0.
// scratch: for each thread (2 rows + 2 columns) * 64 bytes; the short side has `columns` nodes.
export function propagate(
  start: i32, end: i32, thread: i32, d: i32, layers: i32, rows: i32, columns: i32, indptr: usize, indices: usize,
  scalesL: usize, scalesS: usize, tableL: usize, tableS: usize, listL: usize, countL: i32, marks: usize, listS: usize,
  countS: i32, outL: usize, outS: usize, scratch: usize,
): void {
  const stride: usize = (<usize>d) << 2;
  const size = (<usize>rows + <usize>columns) * pairBytes;
  const pairs = scratch + <usize>thread * size;
  for (let block = start; block < end; block++) {
    const c = block * width;
    const used = min(width, d - c);
    const o: usize = (<usize>c) << 2;
    let x = pairs + <usize>columns * pairBytes;
    let y = x + <usize>rows * blockBytes;
    let now: usize = 0;
    let next: usize = blockBytes;
    readBlock(rows, tableL + o, stride, used, 0, x, blockBytes);
    readBlock(columns, tableS + o, stride, used, scalesS, pairs, pairBytes);
    for (let n = 0; n < columns; n++) memory.fill(pairs + <usize>n * pairBytes + next, 0, blockBytes);
    for (let layer = 1; layer <= layers; layer++) {
      const last = layer == layers;
      pass(rows, indptr, indices, scalesL, x, y, pairs, now, next, last ? marks : 0, 0);
      endPass(columns, scalesS, pairs, now, next);
      const factor: f32 = last ? 1 / <f32>(layers + 1) : 1;
      const first = layer == 1;
      addLayer(outL + o, stride, used, listL, countL, first ? tableL + o : outL + o, first, y, blockBytes, factor);
      addLayer(outS + o, stride, used, listS, countS, first ? tableS + o : outS + o, first, pairs + next, pairBytes, factor);
      if (!last) prescale(columns, scalesS, pairs + next);
      const swapRows = x;
      x = y;
      y = swapRows;
      const swapLayers = now;
      now = next;
      next = swapLayers;
    }
  }
}

// The transpose of `propagate` for gradients gL[n], gS[n] of rows listL[n], listS[n], all other rows 0, by Horner's rule:
// G + Â(G + Â(G + ...)) with G = g / (layers + 1); then rows of layer 0 get egoL[n], egoS[n] on top. outL, outS: dense.
export function propagateGradient(
  start: i32, end: i32, thread: i32, d: i32, layers: i32, rows: i32, columns: i32, indptr: usize, indices: usize,
  scalesL: usize, scalesS: usize, gL: usize, gS: usize, egoL: usize, egoS: usize, listL: usize, countL: i32, marks: usize,
  listS: usize, countS: i32, outL: usize, outS: usize, scratch: usize,
): void {
  const stride: usize = (<usize>d) << 2;
  const size = (<usize>rows + <usize>columns) * pairBytes;
  const pairs = scratch + <usize>thread * size;
  const factor: f32 = 1 / <f32>(layers + 1);
  for (let block = start; block < end; block++) {
    const c = block * width;
    const used = min(width, d - c);
    const o: usize = (<usize>c) << 2;
    let x = pairs + <usize>columns * pairBytes;
    let y = x + <usize>rows * blockBytes;
    let now: usize = 0;
    let next: usize = blockBytes;
    memory.fill(pairs, 0, <usize>columns * pairBytes);
    memory.fill(x, 0, <usize>rows * blockBytes);
    addRows(x, blockBytes, used, listL, countL, gL + o, stride, factor);
    addRows(pairs, pairBytes, used, listS, countS, gS + o, stride, factor);
    prescale(columns, scalesS, pairs);
    for (let layer = 1; layer <= layers; layer++) {
      pass(rows, indptr, indices, scalesL, x, y, pairs, now, next, 0, layer == 1 ? marks : 0);
      endPass(columns, scalesS, pairs, now, next);
      addRows(y, blockBytes, used, listL, countL, gL + o, stride, factor);
      addRows(pairs + next, pairBytes, used, listS, countS, gS + o, stride, factor);
      if (layer < layers) prescale(columns, scalesS, pairs + next);
      const swapRows = x;
      x = y;
      y = swapRows;
      const swapLayers = now;
      now = next;
      next = swapLayers;
    }
    addRows(x, blockBytes, used, listL, countL, egoL + o, stride, 1);
    addRows(pairs + now, pairBytes, used, listS, countS, egoS + o, stride, 1);
    writeBlock(rows, x, blockBytes, used, outL + o, stride);
    writeBlock(columns, pairs + now, pairBytes, used, outS + o, stride);
  }
}
