// Vectors of d floats; a tail that is no multiple of four goes one by one.

// @ts-ignore: decorator
@inline
export function sumLanes(v: v128): f32 {
  return (f32x4.extract_lane(v, 0) + f32x4.extract_lane(v, 1)) + (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3));
}

// @ts-ignore: decorator
@inline
export function dot(a: usize, b: usize, d: i32): f32 {
  let s0 = f32x4.splat(0), s1 = f32x4.splat(0);
  let c: i32 = 0;
  for (; c + 8 <= d; c += 8) {
    const o: usize = (<usize>c) << 2;
    s0 = f32x4.add(s0, f32x4.mul(v128.load(a + o), v128.load(b + o)));
    s1 = f32x4.add(s1, f32x4.mul(v128.load(a + o, 16), v128.load(b + o, 16)));
  }
  let s = sumLanes(f32x4.add(s0, s1));
  for (; c < d; c++) s += load<f32>(a + ((<usize>c) << 2)) * load<f32>(b + ((<usize>c) << 2));
  return s;
}

// target += scale * source
// @ts-ignore: decorator
@inline
export function addScaled(target: usize, source: usize, scale: f32, d: i32): void {
  const w = f32x4.splat(scale);
  let c: i32 = 0;
  for (; c + 4 <= d; c += 4) {
    const o: usize = (<usize>c) << 2;
    v128.store(target + o, f32x4.add(v128.load(target + o), f32x4.mul(w, v128.load(source + o))));
  }
  for (; c < d; c++) {
    const o: usize = (<usize>c) << 2;
    store<f32>(target + o, load<f32>(target + o) + scale * load<f32>(source + o));
  }
}

// x y + z, rounded once where relaxed SIMD allows it and the processor can.
// @ts-ignore: decorator
@inline
export function madd(x: v128, y: v128, z: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f32x4.relaxed_madd(x, y, z) : f32x4.add(f32x4.mul(x, y), z);
}

// @ts-ignore: decorator
@inline
export function at(base: usize, index: i32): usize {
  return base + ((<usize>index) << 2);
}

// Writes the 4 x 4 block at `source` transposed to `target`; strides in bytes.
// @ts-ignore: decorator
@inline
export function turn(source: usize, stride: usize, target: usize, targetStride: usize): void {
  const a = v128.load(source);
  const b = v128.load(source + stride);
  const c = v128.load(source + 2 * stride);
  const d = v128.load(source + 3 * stride);
  const ab = i32x4.shuffle(a, b, 0, 4, 1, 5);
  const cd = i32x4.shuffle(c, d, 0, 4, 1, 5);
  const ef = i32x4.shuffle(a, b, 2, 6, 3, 7);
  const gh = i32x4.shuffle(c, d, 2, 6, 3, 7);
  v128.store(target, i64x2.shuffle(ab, cd, 0, 2));
  v128.store(target + targetStride, i64x2.shuffle(ab, cd, 1, 3));
  v128.store(target + 2 * targetStride, i64x2.shuffle(ef, gh, 0, 2));
  v128.store(target + 3 * targetStride, i64x2.shuffle(ef, gh, 1, 3));
}
