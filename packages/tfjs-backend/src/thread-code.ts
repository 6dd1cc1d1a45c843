// What the threads run. A helper gets these functions as source text, so they may not refer to anything outside
// themselves.

/** What chunks are taken from. */
export interface ChunkSource {
  /** The exported kernels, in the order of the module. */
  readonly table: readonly (CallableFunction | undefined)[];
  readonly control: Int32Array;
  /** Arguments of the running job. */
  readonly values: Float64Array;
  readonly places: Readonly<Record<string, number>>;
}

/** Takes chunks of the open job and computes them, until none is left; `slot` is the number of the thread. */
export function takeChunks({ table, control, values, places }: ChunkSource, slot: number): void {
  const kernel = table[control[places.kernel]] as (...numbers: number[]) => void;
  const count = control[places.count];
  const grain = control[places.grain];
  const args = Array.from(values.subarray(0, control[places.arity]));
  for (;;) {
    const start = Atomics.add(control, places.next, grain);
    if (start >= count) return;
    kernel(start, Math.min(start + grain, count), slot, ...args);
    Atomics.add(control, places.busy + slot, 1);
  }
}

/** The life of a helper thread: it sleeps until a job opens, takes chunks, and sleeps again. */
export function serve(
  data: {
    readonly memory: WebAssembly.Memory;
    readonly module: WebAssembly.Module;
    readonly control: Int32Array;
    readonly values: Float64Array;
    readonly places: Readonly<Record<string, number>>;
    readonly slot: number;
  },
  take: (source: ChunkSource, slot: number) => void,
): void {
  const { memory, module, control, values, places, slot } = data;
  const env = {
    memory,
    abort() {
      throw new Error('a kernel aborted');
    },
  };
  const { exports } = new WebAssembly.Instance(module, { env });
  const table = WebAssembly.Module.exports(module).map(({ name }) => exports[name] as CallableFunction);
  let seen = 0;
  for (;;) {
    Atomics.wait(control, places.job, seen);
    seen = Atomics.load(control, places.job);
    Atomics.add(control, places.active, 1);
    // The job may have been closed while this thread woke up.
    if (Atomics.load(control, places.open) === seen) {
      try {
        take({ table, control, values, places }, slot);
      } catch {
        Atomics.store(control, places.failed, 1);
      }
    }
    if (Atomics.sub(control, places.active, 1) === 1) Atomics.notify(control, places.active);
  }
}
