import { holds } from './holds';
import { words } from './noise';
import { at } from './vector';

// Uniform items that are not among those of the user, by rejection. Eight places of out, [.., per], share a group of
// random words, whose row is the attempt; a word gives the item (word * items) >> 32.
// users: [..]; indptr, indices: the items of all users in compressed rows; scratch: 8 words a thread.
export function drawNegatives(
  start: i32, end: i32, thread: i32, users: usize, indptr: usize, indices: usize, per: i32, items: i32,
  key0: i32, key1: i32, scratch: usize, out: usize,
): void {
  const own = at(scratch, thread * 8);
  let drawn: i32 = -1;
  for (let n = start; n < end; n++) {
    const user = load<i32>(at(users, n));
    const low = load<i32>(at(indptr, user));
    const high = load<i32>(at(indptr, user), 4);
    for (let place = n * per; place < (n + 1) * per; place++) {
      const group = place >> 3;
      if (group != drawn) words(own, own + 16, key0, key1, group, 0);
      drawn = group;
      let item = itemOf(own, place, items);
      for (let attempt = 1; holds(indices, low, high, item); attempt++) {
        words(own, own + 16, key0, key1, group, attempt);
        drawn = -1;
        item = itemOf(own, place, items);
      }
      store<i32>(at(out, place), item);
    }
  }
}

// @ts-ignore: decorator
@inline
function itemOf(group: usize, place: i32, items: i32): i32 {
  return <i32>((<u64>load<u32>(at(group, place & 7)) * items) >> 32);
}
