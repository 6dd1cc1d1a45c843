// Random numbers that follow from a key and a position alone: Threefry-2x32 with 20 rounds (Salmon et al., "Parallel
// Random Numbers: As Easy as 1, 2, 3", SC 2011). src/ops/random-words.ts holds the same in TypeScript, to the bit.
//
// Numbers come in groups of eight. Group g takes the counters (4 g, row) to (4 g + 3, row); its first four numbers are
// the first words that these give, the last four the second ones. Kernels write whole groups: a block of the heap is a
// multiple of 64 bytes long.

// @ts-ignore: decorator
@inline
function rotate(x: v128, by: i32): v128 {
  return v128.or(i32x4.shl(x, by), i32x4.shr_u(x, 32 - by));
}

// Writes the eight words of a group: the first ones of its counters to `first`, the second ones to `second`.
export function words(first: usize, second: usize, key0: i32, key1: i32, group: i32, row: i32): void {
  let a = i32x4.splat(key0);
  let b = i32x4.splat(key1);
  let c = i32x4.splat(0x1bd11bda ^ key0 ^ key1);
  let x = i32x4.add(a, i32x4.add(i32x4.splat(group << 2), i32x4(0, 1, 2, 3)));
  let y = i32x4.add(b, i32x4.splat(row));
  for (let injection = 1; injection <= 5; injection++) {
    if (injection & 1) {
      x = i32x4.add(x, y); y = v128.xor(rotate(y, 13), x);
      x = i32x4.add(x, y); y = v128.xor(rotate(y, 15), x);
      x = i32x4.add(x, y); y = v128.xor(rotate(y, 26), x);
      x = i32x4.add(x, y); y = v128.xor(rotate(y, 6), x);
    } else {
      x = i32x4.add(x, y); y = v128.xor(rotate(y, 17), x);
      x = i32x4.add(x, y); y = v128.xor(rotate(y, 29), x);
      x = i32x4.add(x, y); y = v128.xor(rotate(y, 16), x);
      x = i32x4.add(x, y); y = v128.xor(rotate(y, 24), x);
    }
    const used = a;
    a = b;
    b = c;
    c = used;
    x = i32x4.add(x, a);
    y = i32x4.add(y, i32x4.add(b, i32x4.splat(injection)));
  }
  v128.store(first, x);
  v128.store(second, y);
}

// Writes the words of a group and the next one to four places, `step` bytes apart. They are computed side by side: one
// alone waits for its own results most of the time.
export function wordsOfTwo(out: usize, step: usize, key0: i32, key1: i32, group: i32, row: i32): void {
  let a = i32x4.splat(key0);
  let b = i32x4.splat(key1);
  let c = i32x4.splat(0x1bd11bda ^ key0 ^ key1);
  const lanes = i32x4(0, 1, 2, 3);
  let x = i32x4.add(a, i32x4.add(i32x4.splat(group << 2), lanes));
  let z = i32x4.add(a, i32x4.add(i32x4.splat((group + 1) << 2), lanes));
  let y = i32x4.add(b, i32x4.splat(row));
  let w = y;
  for (let injection = 1; injection <= 5; injection++) {
    if (injection & 1) {
      x = i32x4.add(x, y); z = i32x4.add(z, w); y = v128.xor(rotate(y, 13), x); w = v128.xor(rotate(w, 13), z);
      x = i32x4.add(x, y); z = i32x4.add(z, w); y = v128.xor(rotate(y, 15), x); w = v128.xor(rotate(w, 15), z);
      x = i32x4.add(x, y); z = i32x4.add(z, w); y = v128.xor(rotate(y, 26), x); w = v128.xor(rotate(w, 26), z);
      x = i32x4.add(x, y); z = i32x4.add(z, w); y = v128.xor(rotate(y, 6), x); w = v128.xor(rotate(w, 6), z);
    } else {
      x = i32x4.add(x, y); z = i32x4.add(z, w); y = v128.xor(rotate(y, 17), x); w = v128.xor(rotate(w, 17), z);
      x = i32x4.add(x, y); z = i32x4.add(z, w); y = v128.xor(rotate(y, 29), x); w = v128.xor(rotate(w, 29), z);
      x = i32x4.add(x, y); z = i32x4.add(z, w); y = v128.xor(rotate(y, 16), x); w = v128.xor(rotate(w, 16), z);
      x = i32x4.add(x, y); z = i32x4.add(z, w); y = v128.xor(rotate(y, 24), x); w = v128.xor(rotate(w, 24), z);
    }
    const used = a;
    a = b;
    b = c;
    c = used;
    const injected = i32x4.add(b, i32x4.splat(injection));
    x = i32x4.add(x, a); z = i32x4.add(z, a);
    y = i32x4.add(y, injected); w = i32x4.add(w, injected);
  }
  v128.store(out, x);
  v128.store(out + step, y);
  v128.store(out + 2 * step, z);
  v128.store(out + 3 * step, w);
}

// Words at `out` become numbers in [0, 1): their upper 24 bits times 2^-24.
// @ts-ignore: decorator
@inline
function toUniform(out: usize): v128 {
  return f32x4.mul(f32x4.convert_i32x4_u(i32x4.shr_u(v128.load(out), 8)), f32x4.splat(1.0 / 16777216.0));
}

// Groups [start, end) of uniform numbers in [0, 1).
export function fillUniform(start: i32, end: i32, thread: i32, key0: i32, key1: i32, out: usize): void {
  for (let group = start; group < end; group++) {
    const to = out + ((<usize>group) << 5);
    words(to, to + 16, key0, key1, group, 0);
    v128.store(to, toUniform(to), 0);
    v128.store(to, toUniform(to + 16), 16);
  }
}

// Groups [start, end) of standard normal numbers (Box and Muller, 1958): the two words of a counter give the radius and
// the angle of two of them.
export function fillNormal(start: i32, end: i32, thread: i32, key0: i32, key1: i32, out: usize): void {
  for (let group = start; group < end; group++) {
    const to = out + ((<usize>group) << 5);
    words(to, to + 16, key0, key1, group, 0);
    for (let lane: usize = 0; lane < 16; lane += 4) {
      const radius = sqrt<f64>(-2 * logOfWord(load<u32>(to + lane)));
      const word = load<u32>(to + lane, 16);
      // An eighth of the circle from the nearest multiple of a quarter.
      const quarter = (word + 0x20000000) >>> 30;
      const angle = <f64>(<i32>(word - (quarter << 30))) * (2 * 3.141592653589793 / 4294967296.0);
      const s = sine(angle);
      const c = cosine(angle);
      const cos = quarter == 0 ? c : quarter == 1 ? -s : quarter == 2 ? -c : s;
      const sin = quarter == 0 ? s : quarter == 1 ? c : quarter == 2 ? -s : -c;
      store<f32>(to + lane, <f32>(radius * cos));
      store<f32>(to + lane, <f32>(radius * sin), 16);
    }
  }
}

// ln((word + 1) / 2^32): with (word + 1) = 2^e m and m in [1, 2), e ln 2 + 2 artanh((m - 1) / (m + 1)).
function logOfWord(word: u32): f64 {
  const value = <f64>word + 1;
  const e: i32 = word == 0xffffffff ? 32 : 31 - <i32>clz<u32>(word + 1);
  let m = value / <f64>(<u64>1 << e);
  let exponent = <f64>(e - 32);
  if (m > 1.4142135623730951) {
    m *= 0.5;
    exponent += 1;
  }
  const t = (m - 1) / (m + 1);
  const q = t * t;
  const series = 1 + q * (1.0 / 3 + q * (1.0 / 5 + q * (1.0 / 7 + q * (1.0 / 9 + q * (1.0 / 11 + q * (1.0 / 13))))));
  return exponent * 0.6931471805599453 + 2 * t * series;
}

// For |x| up to pi / 4.
function sine(x: f64): f64 {
  const q = x * x;
  return x * (1 + q * (-1.0 / 6 + q * (1.0 / 120 + q * (-1.0 / 5040 + q * (1.0 / 362880 - q * (1.0 / 39916800))))));
}

function cosine(x: f64): f64 {
  const q = x * x;
  return 1 + q * (-0.5 + q * (1.0 / 24 + q * (-1.0 / 720 + q * (1.0 / 40320 - q * (1.0 / 3628800)))));
}

// Groups [start, end) of out = x * (scale where the upper 24 bits of the word are at least `threshold`, else 0).
export function dropout(
  start: i32, end: i32, thread: i32, key0: i32, key1: i32, threshold: i32, scale: f32, x: usize, out: usize,
): void {
  const least = i32x4.splat(threshold);
  const kept = f32x4.splat(scale);
  for (let group = start; group < end; group++) {
    const o = (<usize>group) << 5;
    words(out + o, out + o + 16, key0, key1, group, 0);
    for (let half: usize = 0; half < 32; half += 16) {
      const to = out + o + half;
      const mask = i32x4.ge_s(i32x4.shr_u(v128.load(to), 8), least);
      v128.store(to, f32x4.mul(v128.load(x + o + half), v128.and(mask, kept)));
    }
  }
}

// Rows [start, end) of out = x + epsilon sign(x) u / |u|, with u uniform in [0, 1); scratch: d floats, rounded up to
// whole groups, for each thread.
export function perturb(
  start: i32, end: i32, thread: i32, key0: i32, key1: i32, epsilon: f32, d: i32, x: usize, out: usize, scratch: usize,
): void {
  const groups = (d + 7) >> 3;
  const u = scratch + ((<usize>(thread * groups)) << 5);
  const one = f32x4.splat(1);
  for (let row = start; row < end; row++) {
    for (let group = 0; group < groups; group++) {
      const to = u + ((<usize>group) << 5);
      words(to, to + 16, key0, key1, group, row);
      v128.store(to, toUniform(to), 0);
      v128.store(to, toUniform(to + 16), 16);
    }
    let total: f32 = 0;
    for (let c = 0; c < d; c++) {
      const value = load<f32>(u + ((<usize>c) << 2));
      total += value * value;
    }
    const factor: f32 = epsilon / max<f32>(sqrt<f32>(total), 1e-12);
    const offset: usize = (<usize>row * <usize>d) << 2;
    let c = 0;
    for (; c + 4 <= d; c += 4) {
      const o: usize = (<usize>c) << 2;
      const value = v128.load(x + offset + o);
      const zero = f32x4.splat(0);
      const sign = v128.or(v128.and(f32x4.gt(value, zero), one), v128.and(f32x4.lt(value, zero), f32x4.neg(one)));
      const noise = f32x4.mul(f32x4.mul(sign, v128.load(u + o)), f32x4.splat(factor));
      v128.store(out + offset + o, f32x4.add(value, noise));
    }
    for (; c < d; c++) {
      const o: usize = (<usize>c) << 2;
      const value = load<f32>(x + offset + o);
      const sign: f32 = value > 0 ? 1 : value < 0 ? -1 : 0;
      store<f32>(out + offset + o, value + sign * load<f32>(u + o) * factor);
    }
  }
}
