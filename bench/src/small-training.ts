import { lightGCN, type Parameters, train, uniform, xavierInitialiser } from '@hnlm/cf-models';
import { createRandom, csrFromPairs, idMap, type TrainView, type Validation } from '@hnlm/core';
import { backendStatus, type ComputeOptions, type ComputeStatus, useBackend } from '@hnlm/tfjs-backend';
import { beforeEachStep } from './before-each-step.ts';

/** What a training left behind. */
export interface Trained {
  /** SHA-256 of all parameters, in hexadecimal. */
  readonly sha256: string;
  readonly steps: number;
  readonly status: ComputeStatus;
}

const batch = 512;
const shape = { users: 1600, items: 900, perUser: 8 };
const stepsPerEpoch = (shape.users * shape.perUser) / batch;

/**
 * Trains LightGCN on generated pairs and returns the hash of its parameters; runs in Node and in pages. Neither the
 * pairs nor the initial values use functions that engines may compute differently.
 */
export async function trainSmall(
  options: ComputeOptions,
  { epochs = 8, onStep }: { readonly epochs?: number; readonly onStep?: (step: number) => void } = {},
): Promise<Trained> {
  await useBackend('hnlm', options);
  const data = generatedPairs();
  const inner = lightGCN({ dim: 64, layers: 3, initialiser: xavierInitialiser() });
  let parameters: Parameters = {};
  let steps = 0;
  let sha256 = Promise.resolve('');
  await train({
    ...data,
    // Called once, after the last step, when the parameters still exist.
    metric: () => {
      sha256 = hash(Object.values(parameters).map((one) => one.dataSync() as Float32Array<ArrayBuffer>));
      return 0;
    },
    backbone: {
      ...inner,
      prepare(preparation) {
        const prepared = inner.prepare(preparation);
        parameters = prepared.parameters;
        return prepared;
      },
    },
    negatives: beforeEachStep(uniform(), () => {
      onStep?.(steps);
      steps++;
    }),
    seed: 1,
    batch,
    epochs,
    evaluateEvery: epochs,
  });
  return { sha256: await sha256, steps, status: backendStatus() };
}

/** The number of epochs that make so many steps. */
export function epochsFor(steps: number): number {
  return steps / stepsPerEpoch;
}

export function generatedPairs(): { data: TrainView; validation: Validation } {
  const random = createRandom(1).split('pairs');
  const [rows, columns]: [number[], number[]] = [[], []];
  for (let user = 0; user < shape.users; user++) {
    const items = new Set<number>();
    while (items.size < shape.perUser) items.add(random.integer(shape.items));
    for (const item of items) {
      rows.push(user);
      columns.push(item);
    }
  }
  const interactions = csrFromPairs(shape.users, shape.items, rows, columns);
  const ids = {
    users: idMap(Array.from({ length: shape.users }, (_, n) => `user-${n}`)),
    items: idMap(Array.from({ length: shape.items }, (_, n) => `item-${n}`)),
    fingerprint: 'generated-pairs',
  };
  return {
    data: {
      ...ids,
      part: 'train',
      interactions,
      texts: ids.items.ids.map(() => ({})),
      review: () => undefined,
    },
    validation: { ...ids, part: 'validation', interactions, masked: interactions },
  };
}

async function hash(tables: readonly Float32Array<ArrayBuffer>[]): Promise<string> {
  const bytes = new Uint8Array(await new Blob([...tables]).arrayBuffer());
  const digest = await crypto.subtle.digest('SHA-256', bytes);
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
