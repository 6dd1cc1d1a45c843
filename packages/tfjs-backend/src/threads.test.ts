import { spawn } from 'node:child_process';
import { once } from 'node:events';
import workerThreads, { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createThreads, type Threads } from './threads.ts';

// Three range kernels that first write memory[thread] = 1: `mark` returns, `trap` traps, `spin` never ends.
// (module (import "env" "memory" (memory 1 1 shared))
//   (func (export "spin") (param i32 i32 i32) local.get 2 i32.const 2 i32.shl i32.const 1 i32.store (loop br 0))
//   (func (export "trap") ... unreachable) (func (export "mark") ...))
const store = '20 02 41 02 74 41 01 36 02 00';
const bytes = Uint8Array.from(
  `00 61 73 6d 01 00 00 00  01 07 01 60 03 7f 7f 7f 00
   02 10 01 03 65 6e 76 06 6d 65 6d 6f 72 79 02 03 01 01  03 04 03 00 00 00
   07 16 03 04 73 70 69 6e 00 00 04 74 72 61 70 00 01 04 6d 61 72 6b 00 02
   0a 2e 03 11 00 ${store} 03 40 0c 00 0b 0b  0d 00 ${store} 00 0b  0c 00 ${store} 0b`
    .trim()
    .split(/\s+/),
  (byte) => Number.parseInt(byte, 16),
);

let started: Worker[];
let threads: Threads;
let flags: Int32Array;
/** What the calling thread does in its first chunk, once a helper is in one too. */
let meanwhile: () => void;

beforeEach(() => {
  started = [];
  meanwhile = () => {};
  workerThreads.Worker = class extends Worker {
    constructor(...options: ConstructorParameters<typeof Worker>) {
      super(...options);
      started.push(this);
    }
  };
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 1, shared: true });
  flags = new Int32Array(memory.buffer);
  const onCallingThread = () => {
    const deadline = performance.now() + 20_000;
    while (Atomics.load(flags, 1) === 0 && performance.now() < deadline);
    meanwhile();
    meanwhile = () => {};
  };
  const kernels = { spin: onCallingThread, trap: onCallingThread, mark: onCallingThread };
  threads = createThreads(2, memory, new WebAssembly.Module(bytes), kernels);
});

afterEach(() => {
  threads.close();
  workerThreads.Worker = Worker;
});

/** Runs a kernel over ten rows; the helper takes part in it. */
function run(kernel: string) {
  flags[1] = 0;
  threads.run(kernel, 10, []);
}

const died = expect.objectContaining({ code: 'WORKER_DIED' });

test('both threads take chunks, and each chunk is taken once', () => {
  run('mark');
  const busy = threads.busy();
  expect(busy).toHaveLength(2);
  expect(Math.min(...busy)).toBeGreaterThan(0);
  expect(busy[0] + busy[1]).toBe(5);
});

test('a helper that is terminated in its chunk fails the call, and the next call has a new one', async () => {
  run('mark');
  await once(started[0], 'online');
  meanwhile = () => void started[0].terminate();
  const before = performance.now();
  expect(() => run('spin')).toThrow(died);
  expect(performance.now() - before).toBeLessThan(4000);
  run('mark');
  expect(started).toHaveLength(2);
  expect(threads.busy()[1]).toBeGreaterThan(0);
});

test('a helper that ends in its very first chunk fails the call too', () => {
  meanwhile = () => void started[0].terminate();
  expect(() => run('spin')).toThrow(died);
  run('mark');
  expect(started).toHaveLength(2);
});

test('a helper that traps fails the call, and the next call has a new one', () => {
  expect(() => run('trap')).toThrow(died);
  run('mark');
  expect(started).toHaveLength(2);
});

test('a helper that died while idle fails the next call once', async () => {
  run('mark');
  await started[0].terminate();
  expect(() => run('mark')).toThrow(died);
  run('mark');
  expect(started).toHaveLength(2);
});

test('a process that used threads ends by itself', async () => {
  const code = `
    import { useBackend } from ${JSON.stringify(new URL('./use-backend.ts', import.meta.url).href)};
    import { sharedWasm } from ${JSON.stringify(new URL('./wasm.ts', import.meta.url).href)};
    import * as tf from '@tensorflow/tfjs';
    await useBackend('hnlm', { threads: 3 });
    const x = tf.ones([512, 512]);
    console.log('busy', tf.matMul(x, x).sum().dataSync()[0], sharedWasm().status().busy.length);`;
  const child = spawn(
    process.execPath,
    ['--conditions=@hnlm/source', '--input-type=module', '--eval', code],
    {
      cwd: new URL('.', import.meta.url),
      stdio: ['ignore', 'pipe', 'inherit'],
      timeout: 20_000,
    },
  );
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  const exit = await new Promise((resolve) => child.on('close', resolve));
  expect(exit).toBe(0);
  expect(output).toContain(`busy ${512 ** 3} 3`);
});
