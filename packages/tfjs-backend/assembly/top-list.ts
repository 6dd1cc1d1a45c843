import { at } from './vector';

// Lists of the k best, best first, ties by lower item: scores in `best`, items in `list`, full from the start.

// Puts an item in its place; the last one falls out.
export function insert(score: f32, item: i32, k: i32, best: usize, list: usize): void {
  let place = k - 1;
  if (!precedes(score, item, best, list, place)) return;
  for (; place > 0 && precedes(score, item, best, list, place - 1); place--) {
    store<f32>(at(best, place), load<f32>(at(best, place - 1)));
    store<i32>(at(list, place), load<i32>(at(list, place - 1)));
  }
  store<f32>(at(best, place), score);
  store<i32>(at(list, place), item);
}

// @ts-ignore: decorator
@inline
function precedes(score: f32, item: i32, best: usize, list: usize, place: i32): bool {
  const other = load<f32>(at(best, place));
  return score > other || (score == other && item < load<i32>(at(list, place)));
}
