import { madd } from './vector';

// Functions of four floats at once, within a few units in the last place. NaN, infinities, signed zeros and subnormal
// numbers come out as in double precision rounded to a float.
// Arguments are reduced to a small range, where a minimax polynomial does the rest.

// ln 2 in two parts: products of the first with small integers are exact.
const ln2High: f32 = 0.693115234375;
const ln2Low: f32 = 3.194618329871446e-5;

// 2^n for n from -126 to 127.
// @ts-ignore: decorator
@inline
function powerOfTwo(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23);
}

// The whole part n of x / ln 2, with x in the range where e^x is neither 0 nor infinite, or a little beyond.
// @ts-ignore: decorator
@inline
function wholePart(x: v128): v128 {
  const inside = f32x4.pmin(f32x4.pmax(x, f32x4.splat(-105)), f32x4.splat(90));
  return f32x4.nearest(f32x4.mul(inside, f32x4.splat(1.4426950216293335)));
}

// e^r - 1 for r between -ln 2 / 2 and ln 2 / 2.
// @ts-ignore: decorator
@inline
function expm1Near0(r: v128): v128 {
  let p = madd(r, f32x4.splat(0.0013926926767453551), f32x4.splat(0.008363774046301842));
  p = madd(p, r, f32x4.splat(0.04166654869914055));
  p = madd(p, r, f32x4.splat(0.16666573286056519));
  p = madd(p, r, f32x4.splat(0.5));
  return madd(f32x4.mul(r, r), p, r);
}

// e^r - 1 for the rest r = x - n ln 2.
// @ts-ignore: decorator
@inline
function expm1OfRest(x: v128, n: v128): v128 {
  const inside = f32x4.pmin(f32x4.pmax(x, f32x4.splat(-105)), f32x4.splat(90));
  return expm1Near0(madd(n, f32x4.splat(-ln2Low), madd(n, f32x4.splat(-ln2High), inside)));
}

// @ts-ignore: decorator
@inline
export function exp(x: v128): v128 {
  const n = wholePart(x);
  const whole = i32x4.trunc_sat_f32x4_s(n);
  // Two factors, so that 2^n may lie outside of the range of floats.
  const half = i32x4.shr_s(whole, 1);
  const e = f32x4.add(expm1OfRest(x, n), f32x4.splat(1));
  return f32x4.mul(f32x4.mul(e, powerOfTwo(half)), powerOfTwo(i32x4.sub(whole, half)));
}

// Constants of the exponential, read from memory: as immediate values they take three instructions each.
const ofExp = memory.data<f32>([
  -87, 1.4426950216293335, -ln2High, -ln2Low, 0.0013926926767453551, 0.008363774046301842, 0.04166654869914055,
  0.16666573286056519, 0.5, 1, 12582912,
]);

// e^x for x up to 0; e^-87 where x is less, the smallest power that one factor holds.
// @ts-ignore: decorator
@inline
export function expOfNegative(x: v128): v128 {
  const inside = f32x4.pmax(x, v128.load_splat<f32>(ofExp));
  // A sum with 1.5 * 2^23 is rounded to a whole number, which its last bits hold.
  const whole = madd(inside, v128.load_splat<f32>(ofExp, 4), v128.load_splat<f32>(ofExp, 40));
  const n = f32x4.sub(whole, v128.load_splat<f32>(ofExp, 40));
  const r = madd(n, v128.load_splat<f32>(ofExp, 12), madd(n, v128.load_splat<f32>(ofExp, 8), inside));
  let p = madd(r, v128.load_splat<f32>(ofExp, 16), v128.load_splat<f32>(ofExp, 20));
  p = madd(p, r, v128.load_splat<f32>(ofExp, 24));
  p = madd(p, r, v128.load_splat<f32>(ofExp, 28));
  p = madd(p, r, v128.load_splat<f32>(ofExp, 32));
  const e = f32x4.add(madd(f32x4.mul(r, r), p, r), v128.load_splat<f32>(ofExp, 36));
  // 2^n e: n is added to the exponent.
  return i32x4.add(e, i32x4.shl(whole, 23));
}

// @ts-ignore: decorator
@inline
export function expm1(x: v128): v128 {
  const n = wholePart(x);
  const whole = i32x4.trunc_sat_f32x4_s(n);
  const half = i32x4.shr_s(whole, 1);
  const first = powerOfTwo(half);
  const second = powerOfTwo(i32x4.sub(whole, half));
  // 2^n (e^r - 1) + (2^n - 1), divided by the second factor until the end.
  const difference = f32x4.sub(first, f32x4.div(f32x4.splat(1), second));
  const y = f32x4.mul(f32x4.add(f32x4.mul(expm1OfRest(x, n), first), difference), second);
  return v128.bitselect(x, y, f32x4.eq(x, f32x4.splat(0)));
}

// @ts-ignore: decorator
@inline
export function log(x: v128): v128 {
  const one = f32x4.splat(1);
  const small = f32x4.lt(x, f32x4.splat(1.1754943508222875e-38));
  const scaled = v128.bitselect(f32x4.mul(x, f32x4.splat(8388608)), x, small);
  // x = 2^exponent m with m between sqrt(1/2) and sqrt(2).
  const exponent = i32x4.shr_s(i32x4.sub(scaled, i32x4.splat(0x3f3504f3)), 23);
  const m = i32x4.sub(scaled, i32x4.shl(exponent, 23));
  const n = f32x4.sub(f32x4.convert_i32x4_s(exponent), v128.and(small, f32x4.splat(23)));
  // log(1 + f) = f - f²/2 + s (f²/2 + s² R(s²)) with s = f / (2 + f).
  const f = f32x4.sub(m, one);
  const s = f32x4.div(f, f32x4.add(f, f32x4.splat(2)));
  const z = f32x4.mul(s, s);
  let p = madd(z, f32x4.splat(0.23353427648544312), f32x4.splat(0.2854996919631958));
  p = madd(p, z, f32x4.splat(0.40000128746032715));
  p = madd(p, z, f32x4.splat(0.6666666865348816));
  const half = f32x4.mul(f32x4.mul(f, f), f32x4.splat(0.5));
  const tail = madd(s, madd(z, p, half), f32x4.mul(n, f32x4.splat(ln2Low)));
  let y = f32x4.add(f32x4.mul(n, f32x4.splat(ln2High)), f32x4.sub(f, f32x4.sub(half, tail)));
  y = v128.bitselect(x, y, f32x4.eq(x, f32x4.splat(Infinity)));
  y = v128.bitselect(f32x4.splat(-Infinity), y, f32x4.eq(x, f32x4.splat(0)));
  // Negative numbers and NaN.
  return v128.bitselect(y, f32x4.splat(NaN), f32x4.ge(x, f32x4.splat(0)));
}

// log(1 + x), where log(u) x / (u - 1) makes up for the rounding of u = 1 + x.
// @ts-ignore: decorator
@inline
export function log1p(x: v128): v128 {
  const one = f32x4.splat(1);
  const u = f32x4.add(x, one);
  const y = f32x4.mul(log(u), f32x4.div(x, f32x4.sub(u, one)));
  const same = v128.or(f32x4.eq(u, one), f32x4.eq(x, f32x4.splat(Infinity)));
  return v128.bitselect(x, y, same);
}

// @ts-ignore: decorator
@inline
export function sigmoid(x: v128): v128 {
  // e^-|x| cannot overflow; 1 / (1 + e^-x) = e^x / (1 + e^x).
  const e = exp(f32x4.neg(f32x4.abs(x)));
  const numerator = v128.bitselect(e, f32x4.splat(1), f32x4.lt(x, f32x4.splat(0)));
  return f32x4.div(numerator, f32x4.add(f32x4.splat(1), e));
}

// log(1 + e^x)
// @ts-ignore: decorator
@inline
export function softplus(x: v128): v128 {
  return f32x4.add(f32x4.max(x, f32x4.splat(0)), log1p(exp(f32x4.neg(f32x4.abs(x)))));
}

// @ts-ignore: decorator
@inline
export function tanh(x: v128): v128 {
  const e = expm1(f32x4.mul(f32x4.abs(x), f32x4.splat(-2)));
  const y = f32x4.div(f32x4.neg(e), f32x4.add(e, f32x4.splat(2)));
  // The sign of x, the digits of y.
  return v128.bitselect(x, y, i32x4.splat(0x80000000));
}
