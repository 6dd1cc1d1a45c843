import { addScaled, dot } from './vector';

// out[b, c] = users[userRows[b]] . items[itemRows[b, c]]
export function pairDots(
  users: usize, items: usize, userRows: usize, itemRows: usize, batch: i32, per: i32, d: i32, out: usize,
): void {
  const stride: usize = (<usize>d) << 2;
  for (let b = 0; b < batch; b++) {
    const user = users + <usize>load<i32>(userRows + ((<usize>b) << 2)) * stride;
    for (let c = 0; c < per; c++) {
      const pair: usize = (<usize>(b * per + c)) << 2;
      store<f32>(out + pair, dot(user, items + <usize>load<i32>(itemRows + pair) * stride, d));
    }
  }
}

// userGradient[u] += g * item, itemGradient[i] += g * user; both start as zeros.
export function pairDotsGradient(
  users: usize, items: usize, userRows: usize, itemRows: usize, batch: i32, per: i32, d: i32,
  gradient: usize, userGradient: usize, itemGradient: usize,
): void {
  const stride: usize = (<usize>d) << 2;
  for (let b = 0; b < batch; b++) {
    const user = <usize>load<i32>(userRows + ((<usize>b) << 2)) * stride;
    for (let c = 0; c < per; c++) {
      const pair: usize = (<usize>(b * per + c)) << 2;
      const item = <usize>load<i32>(itemRows + pair) * stride;
      const g = load<f32>(gradient + pair);
      addScaled(userGradient + user, items + item, g, d);
      addScaled(itemGradient + item, users + user, g, d);
    }
  }
}
