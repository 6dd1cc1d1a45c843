// Where the memory that tensors may use begins.
export function heapBase(): usize {
  return __heap_base;
}
