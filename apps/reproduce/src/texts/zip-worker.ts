import { parentPort, workerData } from 'node:worker_threads';
import { zipPairs } from '@hnlm/semantic-neg';
import { unpackStudyData } from '../study/study-data.ts';
import { deflatedSize } from './deflated-size.ts';
import type { ZipWork } from './zip-in-thread.ts';

const { data, users, items, budget } = workerData as ZipWork;
const textOf = (user: number, item: number) => (users[user] === '' ? '' : `${users[user]}\n${items[item]}`);
const { train } = unpackStudyData(data);
parentPort?.postMessage(zipPairs({ data: train, textOf, budget, compressedSize: deflatedSize }));
