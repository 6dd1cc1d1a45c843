import { at } from './vector';

// Whether an ascending list holds a value at one of the places [low, high).
export function holds(list: usize, low: i32, high: i32, value: i32): bool {
  while (low < high) {
    const middle = (low + high) >>> 1;
    const found = load<i32>(at(list, middle));
    if (found == value) return true;
    if (found < value) low = middle + 1;
    else high = middle;
  }
  return false;
}
