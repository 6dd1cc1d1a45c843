import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { TrainPair } from '@hnlm/semantic-neg';
import type { StudyData } from '../study/study-data.ts';

/** What the thread is given. */
export interface ZipWork {
  readonly data: StudyData;
  /** A text of each user and item by dense index; pairs of users with an empty one are left out. */
  readonly users: readonly string[];
  readonly items: readonly string[];
  readonly budget: number;
}

/** Ranks train pairs by ZIP in a thread: it takes half a minute of 74,000 pairs, in which Ctrl-C is to be heard. */
export async function zipInThread(work: ZipWork, signal: AbortSignal): Promise<TrainPair[]> {
  const worker = new Worker(new URL('./zip-worker.ts', import.meta.url), { workerData: work });
  try {
    const [pairs] = (await once(worker, 'message', { signal })) as [TrainPair[]];
    return pairs;
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    await worker.terminate();
  }
}
