import { parentPort, workerData } from 'node:worker_threads';
import { lightGCN, train } from '@hnlm/cf-models';
import { HnlmError } from '@hnlm/core';
import { validationMetric } from '@hnlm/eval';
import { useBackend } from '@hnlm/tfjs-backend';
import type { Protocol } from './protocol.ts';
import { type StudyData, unpackStudyData } from './study-data.ts';
import { studyParts } from './study-parts.ts';
import type { TrainingSpec } from './training-spec.ts';

/** A trained model as it is posted. */
export interface TrainingReply {
  readonly plan: string;
  readonly curve: readonly { readonly epoch: number; readonly value: number }[];
  readonly bestEpoch: number;
  readonly dimensions: number;
  readonly userEmbeddings: Float32Array;
  readonly itemEmbeddings: Float32Array;
}

/** What a worker posts. */
export type WorkerMessage =
  | { readonly type: 'epoch'; readonly epoch: number; readonly value: number }
  | { readonly type: 'trained'; readonly reply: TrainingReply }
  | { readonly type: 'failed'; readonly message: string; readonly code: string; readonly hint?: string };

const { data, protocol, threads } = workerData as { data: StudyData; protocol: Protocol; threads: number };
const port = parentPort;
if (!port) throw new Error('train-worker runs in a worker thread');
const post = (message: WorkerMessage, transfer: ArrayBuffer[] = []) => port.postMessage(message, transfer);

await useBackend('hnlm', { threads });
const views = unpackStudyData(data);
const parts = studyParts(views.train, data.texts, protocol.dim);

port.on('message', async ({ start, negatives, seed }: TrainingSpec) => {
  try {
    const sampler = parts.sampler(negatives);
    const { training, dimensions, userEmbeddings, itemEmbeddings } = await train({
      data: views.train,
      validation: views.validation,
      metric: validationMetric(protocol.metric),
      backbone: lightGCN({
        dim: protocol.dim,
        layers: protocol.layers,
        initialiser: parts.initialiser(start),
      }),
      negatives: sampler,
      seed,
      epochs: protocol.epochs,
      batch: protocol.batch,
      learningRate: protocol.learningRate,
      l2: protocol.l2,
      evaluateEvery: protocol.evaluateEvery,
      patience: protocol.patience,
      onEvent: (event) => {
        if (event.type === 'validation') post({ type: 'epoch', epoch: event.epoch, value: event.value });
      },
    });
    const { curve, bestEpoch } = training;
    const reply = { plan: sampler.plan, curve, bestEpoch, dimensions, userEmbeddings, itemEmbeddings };
    post({ type: 'trained', reply }, [
      userEmbeddings.buffer as ArrayBuffer,
      itemEmbeddings.buffer as ArrayBuffer,
    ]);
  } catch (error) {
    const known = HnlmError.isInstance(error);
    post({
      type: 'failed',
      message: error instanceof Error ? error.message : String(error),
      code: known ? error.code : 'TRAINING_FAILED',
      ...(known && error.hint !== undefined && { hint: error.hint }),
    });
  }
});
