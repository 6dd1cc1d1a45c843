import { words as wordsOf, wordsOfTwo } from './noise';
import { at, sumLanes } from './vector';

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

// One pass: y = S (the sum of the neighbours' current blocks), and each neighbour's next block += S x; y may be x.
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

// @ts-ignore: decorator
@inline
function clear(block: usize): void {
  v128.store(block, f32x4.splat(0), 0);
  v128.store(block, f32x4.splat(0), 16);
  v128.store(block, f32x4.splat(0), 32);
  v128.store(block, f32x4.splat(0), 48);
}

// to = scale * from
// @ts-ignore: decorator
@inline
function scaleBlock(to: usize, from: usize, scale: f32): void {
  const s = f32x4.splat(scale);
  v128.store(to, f32x4.mul(s, v128.load(from, 0)), 0);
  v128.store(to, f32x4.mul(s, v128.load(from, 16)), 16);
  v128.store(to, f32x4.mul(s, v128.load(from, 32)), 32);
  v128.store(to, f32x4.mul(s, v128.load(from, 48)), 48);
}

// to += scale * from
// @ts-ignore: decorator
@inline
function addBlock(to: usize, from: usize, scale: f32): void {
  const s = f32x4.splat(scale);
  v128.store(to, f32x4.add(v128.load(to, 0), f32x4.mul(s, v128.load(from, 0))), 0);
  v128.store(to, f32x4.add(v128.load(to, 16), f32x4.mul(s, v128.load(from, 16))), 16);
  v128.store(to, f32x4.add(v128.load(to, 32), f32x4.mul(s, v128.load(from, 32))), 32);
  v128.store(to, f32x4.add(v128.load(to, 48), f32x4.mul(s, v128.load(from, 48))), 48);
}

function copyBlocks(count: i32, from: usize, fromStep: usize, to: usize, toStep: usize): void {
  for (let n = 0; n < count; n++) memory.copy(to + <usize>n * toStep, from + <usize>n * fromStep, blockBytes);
}

// @ts-ignore: decorator
@inline
function rowAt(list: usize, n: i32): i32 {
  return list ? load<i32>(at(list, n)) : n;
}

// @ts-ignore: decorator
@inline
function scaleAt(scales: usize, row: i32): f32 {
  return scales ? load<f32>(at(scales, row)) : 1;
}

// blocks[n] = factor * scales[row] * table[row], where row = list[n], or n where `list` is 0. Columns that the table has
// not are zeros.
function readBlocks(
  list: usize, count: i32, table: usize, stride: usize, columns: i32, scales: usize, factor: f32, blocks: usize, step: usize,
): void {
  for (let n = 0; n < count; n++) {
    const row = rowAt(list, n);
    const from = table + <usize>row * stride;
    const to = blocks + <usize>n * step;
    const scale: f32 = factor * scaleAt(scales, row);
    if (columns == width) {
      scaleBlock(to, from, scale);
    } else {
      clear(to);
      for (let c = 0; c < columns; c++) store<f32>(at(to, c), scale * load<f32>(at(from, c)));
    }
  }
}

// table[n] = factor * scales[row] * blocks[row], where row = list[n], or n where `list` is 0.
function writeBlocks(
  list: usize, count: i32, blocks: usize, step: usize, scales: usize, factor: f32, table: usize, stride: usize,
  columns: i32,
): void {
  for (let n = 0; n < count; n++) {
    const row = rowAt(list, n);
    const from = blocks + <usize>row * step;
    const to = table + <usize>n * stride;
    const scale: f32 = factor * scaleAt(scales, row);
    if (columns == width) scaleBlock(to, from, scale);
    else for (let c = 0; c < columns; c++) store<f32>(at(to, c), scale * load<f32>(at(from, c)));
  }
}

// sums[n] += scales[row] * layer[row]
function gatherBlocks(list: usize, count: i32, layer: usize, step: usize, scales: usize, sums: usize): void {
  for (let n = 0; n < count; n++) {
    const row = rowAt(list, n);
    addBlock(sums + <usize>n * blockBytes, layer + <usize>row * step, scaleAt(scales, row));
  }
}

// layer[row] += scales[row] * blocks[n]
function scatterBlocks(list: usize, count: i32, blocks: usize, scales: usize, layer: usize, step: usize): void {
  for (let n = 0; n < count; n++) {
    const row = rowAt(list, n);
    addBlock(layer + <usize>row * step, blocks + <usize>n * blockBytes, scaleAt(scales, row));
  }
}

// table[row] += blocks[n] + other[n]
function scatterSums(
  list: usize, count: i32, blocks: usize, other: usize, table: usize, stride: usize, columns: i32,
): void {
  for (let n = 0; n < count; n++) {
    const to = table + <usize>rowAt(list, n) * stride;
    const from = blocks + <usize>n * blockBytes;
    const more = other + <usize>n * stride;
    if (columns == width) {
      addBlock(to, from, 1);
      addBlock(to, more, 1);
    } else {
      for (let c = 0; c < columns; c++) {
        store<f32>(at(to, c), load<f32>(at(to, c)) + load<f32>(at(from, c)) + load<f32>(at(more, c)));
      }
    }
  }
}

// Gets the short side ready for the next pass: what was added up becomes the layer, S times S of it as a pass reads it,
// and what was read becomes zeros.
function turn(count: i32, scales: usize, pairs: usize, read: usize, added: usize): void {
  for (let n = 0; n < count; n++) {
    const pair = pairs + <usize>n * pairBytes;
    const scale = load<f32>(at(scales, n));
    scaleBlock(pair + added, pair + added, scale * scale);
    clear(pair + read);
  }
}

// The noise of a 16-column block of a node: 16 bytes n, each for the number u = n + 1/2. A group of words gives two blocks.
// src/ops/layer-noise.ts holds the same.
const noiseBytes: usize = 16;

// Four of the numbers, of the lower or upper half of eight bytes.
// @ts-ignore: decorator
@inline
function numbers(bytes: v128, upper: bool): v128 {
  const four = upper ? i32x4.extend_high_i16x8_u(bytes) : i32x4.extend_low_i16x8_u(bytes);
  return f32x4.add(f32x4.convert_i32x4_s(four), f32x4.splat(0.5));
}

// The sum of the squares of the first `used` numbers of a block.
function squaresOfNoise(block: usize, used: i32): f32 {
  if (used == width) {
    const bytes = v128.load(block);
    const low = i16x8.extend_low_i8x16_u(bytes), high = i16x8.extend_high_i8x16_u(bytes);
    const a = numbers(low, false), b = numbers(low, true), c = numbers(high, false), d = numbers(high, true);
    const ab = f32x4.add(f32x4.mul(a, a), f32x4.mul(b, b));
    return sumLanes(f32x4.add(ab, f32x4.add(f32x4.mul(c, c), f32x4.mul(d, d))));
  }
  let total: f32 = 0;
  for (let c = 0; c < used; c++) {
    const number = <f32>load<u8>(block + <usize>c) + 0.5;
    total += number * number;
  }
  return total;
}

// Makes the noise u of rows list[n], for n from `start` to `end`, or of rows n where `list` is 0: the bytes of block b of a
// row go to bytes[b, row], where a block has `nodes` rows, and epsilon / (scales[row] |u|) to factors[row], or 0 where the
// scale is 0. The numbers of a row follow from the key and from first + row.
export function makeNoise(
  start: i32, end: i32, thread: i32, key0: i32, key1: i32, epsilon: f32, d: i32, list: usize, first: i32, nodes: i32,
  scales: usize, bytes: usize, factors: usize,
): void {
  const groups = noiseGroups(d);
  const step: usize = <usize>nodes * noiseBytes;
  for (let n = start; n < end; n++) {
    const row = rowAt(list, n);
    const to = bytes + <usize>row * noiseBytes;
    let group = 0;
    for (; group + 2 <= groups; group += 2) wordsOfTwo(to + <usize>(2 * group) * step, step, key0, key1, group, first + row);
    if (group < groups) {
      const one = to + <usize>(2 * group) * step;
      wordsOf(one, one + step, key0, key1, group, first + row);
    }
    let total: f32 = 0;
    for (let c = 0; c < d; c += width) total += squaresOfNoise(to + <usize>(c / width) * step, min(width, d - c));
    const scale = scaleAt(scales, row);
    store<f32>(at(factors, row), scale == 0 ? 0 : epsilon / (scale * max<f32>(sqrt<f32>(total), 1e-12)));
  }
}

// Groups of words of a row of noise, each for two blocks.
// @ts-ignore: decorator
@inline
function noiseGroups(d: i32): i32 {
  return (d + 2 * width - 1) / (2 * width);
}

// x + factor * sign(x) * u
// @ts-ignore: decorator
@inline
function perturbed(x: v128, u: v128, factor: v128): v128 {
  const zero = f32x4.splat(0);
  // The sign of x, and nothing where x is 0.
  const noise = v128.or(f32x4.mul(factor, u), v128.and(x, i32x4.splat(0x80000000)));
  return f32x4.add(x, v128.and(noise, v128.or(f32x4.gt(x, zero), f32x4.lt(x, zero))));
}

// to[row] = from[row] + factors[row] sign(from[row]) u, for the rows of `list`, or all where it is 0.
function addNoise(
  list: usize, count: i32, from: usize, fromStep: usize, to: usize, toStep: usize, bytes: usize, factors: usize,
): void {
  for (let n = 0; n < count; n++) {
    const row = rowAt(list, n);
    const u = v128.load(bytes + <usize>row * noiseBytes);
    const low = i16x8.extend_low_i8x16_u(u), high = i16x8.extend_high_i8x16_u(u);
    const factor = v128.load_splat<f32>(at(factors, row));
    const x = from + <usize>row * fromStep;
    const y = to + <usize>row * toStep;
    v128.store(y, perturbed(v128.load(x, 0), numbers(low, false), factor), 0);
    v128.store(y, perturbed(v128.load(x, 16), numbers(low, true), factor), 16);
    v128.store(y, perturbed(v128.load(x, 32), numbers(high, false), factor), 32);
    v128.store(y, perturbed(v128.load(x, 48), numbers(high, true), factor), 48);
  }
}

// Bytes of scratch that `propagateGradient` needs for each thread; the short side has `columns` nodes.
// @ts-ignore: decorator
@inline
function scratchBytes(rows: i32, columns: i32, countL: i32, countS: i32): usize {
  return <usize>(rows + 2 * columns + countL + countS) * blockBytes;
}

// Layers of blocks [start, end) of columns for rows listL of the long side (or for every row where `listL` is 0, with
// countL = rows), listS likewise. `marks` has a 1 for each row in listL, or is 0. Layers count from 0 where `own` is 1, else
// from 1.
//
// There are `count` runs with noise of their own, which share the first product. `runs` has six addresses for each: outL
// and outS, which get the mean of the layers if outL is not 0, then noiseL[layer, block, row], noiseS, factorsL[layer, row]
// and factorsS, which `makeNoise` makes (for the last layer only where listed) and which are added to the layers from 1 on
// if noiseL is not 0. Where partsL is not 0, each layer of the first run goes to partsL and partsS, one below the other.
// scratch: for each thread what the gradient needs, and (rows + columns) * 64 bytes more where there are several runs.
export function propagate(
  start: i32, end: i32, thread: i32, d: i32, layers: i32, rows: i32, columns: i32, indptr: usize, indices: usize,
  scalesL: usize, scalesS: usize, tableL: usize, tableS: usize, listL: usize, countL: i32, marks: usize, listS: usize,
  countS: i32, own: i32, count: i32, runs: usize, partsL: usize, partsS: usize, scratch: usize,
): void {
  const stride: usize = (<usize>d) << 2;
  const spare = count > 1 ? <usize>(rows + columns) * blockBytes : 0;
  const pairs = scratch + <usize>thread * (scratchBytes(rows, columns, countL, countS) + spare);
  const held = pairs + <usize>columns * pairBytes;
  const sumsL = held + <usize>rows * blockBytes;
  const sumsS = sumsL + <usize>countL * blockBytes;
  const firstL = sumsS + <usize>countS * blockBytes;
  const firstS = firstL + <usize>rows * blockBytes;
  const factor: f32 = 1 / <f32>(layers + own);
  for (let block = start; block < end; block++) {
    const used = min(width, d - block * width);
    const o = <usize>block * blockBytes;
    // A whole block is read from the table as it is.
    const whole = used == width;
    readBlocks(0, columns, tableS + o, stride, used, scalesS, 1, pairs, pairBytes);
    for (let n = 0; n < columns; n++) clear(pairs + <usize>n * pairBytes + blockBytes);
    if (!whole) readBlocks(0, rows, tableL + o, stride, used, 0, 1, held, blockBytes);
    for (let index = 0; index < count; index++) {
      const run = at(runs, 6 * index);
      const outL = <usize>load<u32>(run);
      const outS = <usize>load<u32>(run, 4);
      const noiseL = <usize>load<u32>(run, 8);
      let partL = index == 0 && partsL ? partsL + o : 0;
      let partS = partsS + o;
      let now: usize = 0;
      let next: usize = blockBytes;
      if (own) {
        readBlocks(listL, countL, tableL + o, stride, used, 0, 1, sumsL, blockBytes);
        readBlocks(listS, countS, tableS + o, stride, used, 0, 1, sumsS, blockBytes);
        if (partL) {
          writeBlocks(0, countL, sumsL, blockBytes, 0, 1, partL, stride, used);
          writeBlocks(0, countS, sumsS, blockBytes, 0, 1, partS, stride, used);
          partL += <usize>countL * stride;
          partS += <usize>countS * stride;
        }
      } else {
        memory.fill(sumsL, 0, <usize>(countL + countS) * blockBytes);
      }
      // A first run without outputs only makes what the others share.
      const depth = outL || partL ? layers : 1;
      // Where the layer of the long side is.
      let layerL = held;
      for (let layer = 1; layer <= depth; layer++) {
        const last = layer == layers;
        const shared = layer == 1 && count > 1;
        if (index == 0 || !shared) {
          const direct = whole && layer == 1;
          pass(
            rows, indptr, indices, scalesL, direct ? tableL + o : layerL, direct ? stride : blockBytes,
            shared ? firstL : held, blockBytes, pairs, now, next, last ? marks : 0, 0,
          );
          if (shared) copyBlocks(columns, pairs + next, pairBytes, firstS, blockBytes);
        } else if (!noiseL) {
          copyBlocks(columns, firstS, blockBytes, pairs + next, pairBytes);
        }
        layerL = shared ? firstL : held;
        if (noiseL) {
          const place = 2 * (layer - 1) * noiseGroups(d) + block;
          const ofL = noiseL + <usize>place * <usize>rows * noiseBytes;
          const ofS = <usize>load<u32>(run, 12) + <usize>place * <usize>columns * noiseBytes;
          const factorsL = at(<usize>load<u32>(run, 16), (layer - 1) * rows);
          const factorsS = at(<usize>load<u32>(run, 20), (layer - 1) * columns);
          const fromS = shared ? firstS : pairs + next;
          addNoise(last ? listL : 0, last ? countL : rows, layerL, blockBytes, held, blockBytes, ofL, factorsL);
          addNoise(
            last ? listS : 0, last ? countS : columns, fromS, shared ? blockBytes : pairBytes, pairs + next, pairBytes, ofS,
            factorsS,
          );
          layerL = held;
        }
        if (outL) {
          gatherBlocks(listL, countL, layerL, blockBytes, 0, sumsL);
          gatherBlocks(listS, countS, pairs + next, pairBytes, scalesS, sumsS);
        }
        if (partL) {
          writeBlocks(listL, countL, layerL, blockBytes, 0, 1, partL, stride, used);
          writeBlocks(listS, countS, pairs + next, pairBytes, scalesS, 1, partS, stride, used);
          partL += <usize>countL * stride;
          partS += <usize>countS * stride;
        }
        if (!last) turn(columns, scalesS, pairs, now, next);
        const swap = now;
        now = next;
        next = swap;
      }
      if (outL) {
        writeBlocks(0, countL, sumsL, blockBytes, 0, factor, outL + o, stride, used);
        writeBlocks(0, countS, sumsS, blockBytes, 0, factor, outS + o, stride, used);
      }
    }
  }
}

// The transpose of `propagate` without noise, for gradients of rows listL[n], listS[n]; all other rows are 0. By Horner's
// rule: G_K, then G_(K-1) + Â G_K, and so on. Where `parts` is 0, each G is g / (layers + own); else G is what gL and gS have
// for that layer, one below the other. Rows of layer 0 get egoL[n], egoS[n] on top. outL, outS: dense.
export function propagateGradient(
  start: i32, end: i32, thread: i32, d: i32, layers: i32, rows: i32, columns: i32, indptr: usize, indices: usize,
  scalesL: usize, scalesS: usize, gL: usize, gS: usize, egoL: usize, egoS: usize, listL: usize, countL: i32, marks: usize,
  listS: usize, countS: i32, own: i32, parts: i32, outL: usize, outS: usize, scratch: usize,
): void {
  const stride: usize = (<usize>d) << 2;
  const pairs = scratch + <usize>thread * scratchBytes(rows, columns, countL, countS);
  const held = pairs + <usize>columns * pairBytes;
  const blocksL = held + <usize>rows * blockBytes;
  const blocksS = blocksL + <usize>countL * blockBytes;
  const factor: f32 = parts ? 1 : 1 / <f32>(layers + own);
  for (let block = start; block < end; block++) {
    const used = min(width, d - block * width);
    const o = <usize>block * blockBytes;
    let now: usize = 0;
    let next: usize = blockBytes;
    const lastPart = parts ? <usize>(layers - 1 + own) * stride : 0;
    let partL = gL + o + <usize>countL * lastPart;
    let partS = gS + o + <usize>countS * lastPart;
    readBlocks(0, countL, partL, stride, used, 0, factor, blocksL, blockBytes);
    readBlocks(0, countS, partS, stride, used, 0, factor, blocksS, blockBytes);
    memory.fill(pairs, 0, <usize>columns * pairBytes);
    scatterBlocks(listS, countS, blocksS, scalesS, pairs, pairBytes);
    // Only these rows are read in the first pass.
    for (let n = 0; n < countL; n++) clear(held + <usize>load<i32>(at(listL, n)) * blockBytes);
    scatterBlocks(listL, countL, blocksL, 0, held, blockBytes);
    const whole = used == width;
    for (let layer = 1; layer <= layers; layer++) {
      const last = layer == layers;
      // The last pass writes a whole block where it belongs.
      const direct = whole && last;
      pass(
        rows, indptr, indices, scalesL, held, blockBytes, direct ? outL + o : held, direct ? stride : blockBytes, pairs,
        now, next, 0, layer == 1 ? marks : 0,
      );
      if (last && !own) {
        memory.fill(blocksL, 0, <usize>(countL + countS) * blockBytes);
      } else if (parts) {
        partL -= <usize>countL * stride;
        partS -= <usize>countS * stride;
        readBlocks(0, countL, partL, stride, used, 0, 1, blocksL, blockBytes);
        readBlocks(0, countS, partS, stride, used, 0, 1, blocksS, blockBytes);
      }
      if (!last) {
        scatterBlocks(listL, countL, blocksL, 0, held, blockBytes);
        turn(columns, scalesS, pairs, now, next);
        scatterBlocks(listS, countS, blocksS, scalesS, pairs + next, pairBytes);
      }
      const swap = now;
      now = next;
      next = swap;
    }
    if (!whole) writeBlocks(0, rows, held, blockBytes, 0, 1, outL + o, stride, used);
    writeBlocks(0, columns, pairs + now, pairBytes, scalesS, 1, outS + o, stride, used);
    scatterSums(listL, countL, blocksL, egoL + o, outL + o, stride, used);
    scatterSums(listS, countS, blocksS, egoS + o, outS + o, stride, used);
  }
}
