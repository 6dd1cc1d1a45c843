import { parentPort } from 'node:worker_threads';
import { bestRate } from './best-rate.ts';
import { measureFlops } from './multiply-add.ts';

/** What a thread is asked to measure, and for how long. */
export type RoofRequest = { readonly milliseconds: number } & (
  | { readonly kind: 'flops' }
  | { readonly kind: 'copy'; readonly bytes: number }
);

/** The most bytes a second that copying one half of `bytes` to the other reads and writes. */
function measureCopy(bytes: number, milliseconds: number): number {
  const [from, to] = [1, 0].map((value) => new Float32Array(bytes / 8).fill(value));
  return bestRate(milliseconds, () => {
    let done = 0;
    for (; done < 2 ** 24; done += bytes) to.set(from);
    return done;
  });
}

parentPort?.on('message', (request: RoofRequest) => {
  const { kind, milliseconds } = request;
  parentPort?.postMessage(
    kind === 'flops' ? measureFlops(milliseconds) : measureCopy(request.bytes, milliseconds),
  );
});
