// Prints what becomes of trainings when a pool is closed, aborted, or has workers that cannot start.
import { simulateWorld } from '@hnlm/data';
import { defaultProtocol } from '../study/protocol.ts';
import { packStudyData } from '../study/study-data.ts';
import { startTrainPool } from '../study/train-pool.ts';
import type { TrainingSpec } from '../study/training-spec.ts';

const data = packStudyData(simulateWorld({ users: 30, items: 30 }).dataset);
const protocol = { ...defaultProtocol, epochs: 100_000, patience: 100_000 };
const uniform: TrainingSpec = { start: 'normal', negatives: { kind: 'uniform' }, seed: 1 };
const text: TrainingSpec = { ...uniform, start: 'text' };

const messageOf = (training: Promise<unknown>) =>
  training.then(
    () => 'trained',
    (error: Error) => error.message,
  );

const closed = startTrainPool({ data, protocol, workers: 1 });
const whenClosed = await Promise.all([
  messageOf(closed.train(uniform, (epoch) => void (epoch === 3 && closed.close()))),
  messageOf(closed.train({ ...uniform, seed: 2 })),
]);
const afterClose = await messageOf(closed.train(uniform));

const stop = new AbortController();
const aborted = startTrainPool({ data, protocol, workers: 2, signal: stop.signal });
const whenAborted = await messageOf(
  aborted.train(uniform, () => stop.abort(new Error('stopped by the caller'))),
);
const afterAbort = await messageOf(aborted.train(uniform));

const broken = startTrainPool({ data: { ...data, users: undefined as never }, protocol, workers: 2 });
const whenBroken = await Promise.all([1, 2, 3].map((seed) => messageOf(broken.train({ ...uniform, seed }))));
const afterBroken = await messageOf(broken.train(uniform));
await broken.close();

const lacking = startTrainPool({ data, protocol: { ...protocol, epochs: 1 }, workers: 1 });
const withoutTexts = await messageOf(lacking.train(text));
const afterwards = await messageOf(lacking.train(uniform));
await lacking.close();

console.log(
  JSON.stringify({
    whenClosed,
    afterClose,
    whenAborted,
    afterAbort,
    whenBroken,
    afterBroken,
    withoutTexts,
    afterwards,
  }),
);
