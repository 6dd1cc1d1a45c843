import { epochsFor, type Trained, trainSmall } from '../small-training.ts';

/** What the page sends back. */
export type PageResult = { readonly isolated: boolean } & (Trained | { readonly error: string });

/*
 * The script of the test page: trains, on the page's own thread or, with "?worker", in a worker, and posts what came out.
 */
if (typeof document !== 'undefined' && location.search === '?worker') {
  new Worker(import.meta.url, { type: 'module' });
} else {
  const trained = await trainSmall({ threads: 2, relaxedSimd: false }, { epochs: epochsFor(200) }).catch(
    (error) => ({ error: String(error?.stack ?? error) }),
  );
  const result: PageResult = { isolated: crossOriginIsolated, ...trained };
  await fetch('/result', { method: 'POST', body: JSON.stringify(result) });
}
