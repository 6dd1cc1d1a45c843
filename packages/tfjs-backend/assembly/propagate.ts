import { addScaled, at } from './vector';

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

// One pass: y = S (the sum of the neighbours' current blocks), and each neighbour's next block += S x.
// `gatherMarks`, if not 0: only marked rows of y are wanted. `scatterMarks`, if not 0: only marked rows of x are not 0.
// `now` and `next` say where in a pair the current and the next layer lie.
function pass(
  rows: i32, indptr: usize, indices: usize, scales: usize, x: usize, xStride: usize, y: usize, yStride: usize,
  pairs: usize, now: usize, next: usize, gatherMarks: usize, scatterMarks: usize,
): void {
  const current = pairs + now;
  const coming = pairs + next;
  let edge = load<i32>(indptr);
  for (let row = 0; row < rows; row++) {
    const last = load<i32>(at(indptr, row), 4);
    const gathers = !gatherMarks || load<u8>(gatherMarks + <usize>row);
    const scatters = !scatterMarks || load<u8>(scatterMarks + <usize>row);
    const scale = v128.load_splat<f32>(at(scales, row));
    const from = x + <usize>row * xStride;
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
      const to = y + <usize>row * yStride;
      v128.store(to, f32x4.mul(scale, s0), 0);
      v128.store(to, f32x4.mul(scale, s1), 16);
      v128.store(to, f32x4.mul(scale, s2), 32);
      v128.store(to, f32x4.mul(scale, s3), 48);
    }
  }
}

// target[n] = scale * source[n] for rows of `columns` columns, where scale is scales[n], or 1; `padded` rows of the target
// have zeros up to the width of a block.
function copyBlock(
  count: i32, source: usize, sourceStride: usize, columns: i32, scales: usize, target: usize, targetStride: usize, padded: bool,
): void {
  for (let n = 0; n < count; n++) {
    const from = source + <usize>n * sourceStride;
    const to = target + <usize>n * targetStride;
    const scale: f32 = scales ? load<f32>(at(scales, n)) : 1;
    if (columns == width) {
      const s = f32x4.splat(scale);
      v128.store(to, f32x4.mul(s, v128.load(from, 0)), 0);
      v128.store(to, f32x4.mul(s, v128.load(from, 16)), 16);
      v128.store(to, f32x4.mul(s, v128.load(from, 32)), 32);
      v128.store(to, f32x4.mul(s, v128.load(from, 48)), 48);
    } else {
      if (padded) clear(to);
      for (let c = 0; c < columns; c++) store<f32>(at(to, c), scale * load<f32>(at(from, c)));
    }
  }
}

// @ts-ignore: decorator
@inline
function clear(block: usize): void {
  v128.store(block, f32x4.splat(0), 0);
  v128.store(block, f32x4.splat(0), 16);
  v128.store(block, f32x4.splat(0), 32);
  v128.store(block, f32x4.splat(0), 48);
}

function clearBlocks(count: i32, blocks: usize, stride: usize): void {
  for (let n = 0; n < count; n++) clear(blocks + <usize>n * stride);
}

// Gets the short side ready for the next pass: what was added up becomes the layer, S times S of it as a pass reads it,
// and what was read becomes zeros.
function turn(count: i32, scales: usize, pairs: usize, read: usize, added: usize): void {
  for (let n = 0; n < count; n++) {
    const pair = pairs + <usize>n * pairBytes;
    const scale = load<f32>(at(scales, n));
    const s = f32x4.splat(scale * scale);
    const block = pair + added;
    v128.store(block, f32x4.mul(s, v128.load(block, 0)), 0);
    v128.store(block, f32x4.mul(s, v128.load(block, 16)), 16);
    v128.store(block, f32x4.mul(s, v128.load(block, 32)), 32);
    v128.store(block, f32x4.mul(s, v128.load(block, 48)), 48);
    clear(pair + read);
  }
}

// out[n] = factor * (source[first ? row : n] + scale * layer[row]), where row = list[n], or n where `list` is 0, and scale
// is scales[row], or 1.
function addLayer(
  out: usize, stride: usize, columns: i32, list: usize, count: i32, source: usize, first: bool, scales: usize,
  layer: usize, layerStride: usize, factor: f32,
): void {
  const f = f32x4.splat(factor);
  for (let n = 0; n < count; n++) {
    const row = list ? load<i32>(at(list, n)) : n;
    const to = out + <usize>n * stride;
    const from = source + <usize>(first ? row : n) * stride;
    const one = layer + <usize>row * layerStride;
    const scale: f32 = scales ? load<f32>(at(scales, row)) : 1;
    if (columns == width) {
      const s = f32x4.splat(scale);
      v128.store(to, f32x4.mul(f, f32x4.add(v128.load(from, 0), f32x4.mul(s, v128.load(one, 0)))), 0);
      v128.store(to, f32x4.mul(f, f32x4.add(v128.load(from, 16), f32x4.mul(s, v128.load(one, 16)))), 16);
      v128.store(to, f32x4.mul(f, f32x4.add(v128.load(from, 32), f32x4.mul(s, v128.load(one, 32)))), 32);
      v128.store(to, f32x4.mul(f, f32x4.add(v128.load(from, 48), f32x4.mul(s, v128.load(one, 48)))), 48);
    } else {
      for (let c = 0; c < columns; c++) {
        store<f32>(at(to, c), factor * (load<f32>(at(from, c)) + scale * load<f32>(at(one, c))));
      }
    }
  }
}

// target[row] += factor * scale * source[n], where row = list[n] and scale is scales[row], or 1.
function addRows(
  target: usize, targetStride: usize, columns: i32, list: usize, count: i32, source: usize, sourceStride: usize,
  scales: usize, factor: f32,
): void {
  for (let n = 0; n < count; n++) {
    const row = load<i32>(at(list, n));
    const scale: f32 = scales ? load<f32>(at(scales, row)) : 1;
    addScaled(target + <usize>row * targetStride, source + <usize>n * sourceStride, factor * scale, columns);
  }
}

// The mean over layers 0 to `layers` for blocks [start, end) of columns: outL[n] for row listL[n] of the long side (or
// for every row where `listL` is 0, with countL = rows), outS likewise. `marks` has a 1 for each row in listL, or is 0.
// scratch: for each thread (rows + columns) * 128 bytes, at a multiple of 64; the short side has `columns` nodes.
export function propagate(
  start: i32, end: i32, thread: i32, d: i32, layers: i32, rows: i32, columns: i32, indptr: usize, indices: usize,
  scalesL: usize, scalesS: usize, tableL: usize, tableS: usize, listL: usize, countL: i32, marks: usize, listS: usize,
  countS: i32, outL: usize, outS: usize, scratch: usize,
): void {
  const stride: usize = (<usize>d) << 2;
  const pairs = scratch + <usize>thread * (<usize>rows + <usize>columns) * pairBytes;
  const even = pairs + <usize>columns * pairBytes;
  const odd = even + <usize>rows * blockBytes;
  for (let block = start; block < end; block++) {
    const used = min(width, d - block * width);
    const o = <usize>block * blockBytes;
    let now: usize = 0;
    let next: usize = blockBytes;
    copyBlock(columns, tableS + o, stride, used, scalesS, pairs, pairBytes, true);
    clearBlocks(columns, pairs + next, pairBytes);
    // A whole block is read from the table as it is.
    let x = tableL + o;
    let xStride = stride;
    if (used < width) {
      copyBlock(rows, x, stride, used, 0, odd, blockBytes, true);
      x = odd;
      xStride = blockBytes;
    }
    for (let layer = 1; layer <= layers; layer++) {
      const first = layer == 1;
      const last = layer == layers;
      const y = layer & 1 ? even : odd;
      pass(rows, indptr, indices, scalesL, x, xStride, y, blockBytes, pairs, now, next, last ? marks : 0, 0);
      const factor: f32 = last ? 1 / <f32>(layers + 1) : 1;
      addLayer(outL + o, stride, used, listL, countL, (first ? tableL : outL) + o, first, 0, y, blockBytes, factor);
      addLayer(
        outS + o, stride, used, listS, countS, (first ? tableS : outS) + o, first, scalesS, pairs + next, pairBytes, factor,
      );
      if (!last) turn(columns, scalesS, pairs, now, next);
      x = y;
      xStride = blockBytes;
      const swap = now;
      now = next;
      next = swap;
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
  const pairs = scratch + <usize>thread * (<usize>rows + <usize>columns) * pairBytes;
  const even = pairs + <usize>columns * pairBytes;
  const odd = even + <usize>rows * blockBytes;
  const factor: f32 = 1 / <f32>(layers + 1);
  for (let block = start; block < end; block++) {
    const used = min(width, d - block * width);
    const o = <usize>block * blockBytes;
    let now: usize = 0;
    let next: usize = blockBytes;
    memory.fill(pairs, 0, <usize>columns * pairBytes);
    addRows(pairs, pairBytes, used, listS, countS, gS + o, stride, scalesS, factor);
    // Only these rows are read in the first pass.
    for (let n = 0; n < countL; n++) clear(odd + <usize>load<i32>(at(listL, n)) * blockBytes);
    addRows(odd, blockBytes, used, listL, countL, gL + o, stride, 0, factor);
    let x = odd;
    for (let layer = 1; layer <= layers; layer++) {
      const last = layer == layers;
      // The last pass writes a whole block where it belongs.
      const direct = last && used == width;
      const y = direct ? outL + o : layer & 1 ? even : odd;
      const yStride = direct ? stride : blockBytes;
      pass(rows, indptr, indices, scalesL, x, blockBytes, y, yStride, pairs, now, next, 0, layer == 1 ? marks : 0);
      addRows(y, yStride, used, listL, countL, gL + o, stride, 0, factor);
      if (!last) {
        turn(columns, scalesS, pairs, now, next);
        addRows(pairs + next, pairBytes, used, listS, countS, gS + o, stride, scalesS, factor);
      }
      x = y;
      const swap = now;
      now = next;
      next = swap;
    }
    if (used < width) copyBlock(rows, x, blockBytes, used, 0, outL + o, stride, false);
    copyBlock(columns, pairs + now, pairBytes, used, scalesS, outS + o, stride, false);
    addRows(outL + o, stride, used, listL, countL, egoL + o, stride, 0, 1);
    addRows(outS + o, stride, used, listS, countS, gS + o, stride, 0, factor);
    addRows(outS + o, stride, used, listS, countS, egoS + o, stride, 0, 1);
  }
}
