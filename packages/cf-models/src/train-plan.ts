import { positiveOrders } from './batch-order.ts';
import type { TrainingSettings } from './checkpoint.ts';
import { l2Plan } from './regularisation.ts';
import { drawsNegatives } from './samplers/no-negatives.ts';
import type { ResolvedOptions } from './train-options.ts';

/** States what a training does as one readable sentence. */
export function trainingPlan(options: ResolvedOptions): string {
  const { backbone, loss, negatives, learningRate, l2, positives, batch, dropLast } = options;
  const { epochs, patience, evaluateEvery, validation, seed } = options;
  const every = evaluateEvery === 1 ? 'each epoch' : `every ${evaluateEvery} epochs`;
  // A loss that uses none leaves them to L2 and to what their sampler adds.
  const unused = loss.usesNegatives ? '' : ' and draws negatives that this loss does not use';
  const drawn = drawsNegatives(negatives) ? `${unused}, where ${negatives.plan}` : '';
  return [
    `${backbone.plan}, learns by ${loss.plan ?? loss.name}${drawn}`,
    `an epoch takes ${positiveOrders[positives]}, in batches of ${batch}${dropLast ? ' without a smaller last one' : ''}`,
    `Adam at ${learningRate}, ${l2Plan(l2)}`,
    `the best of at most ${epochs} epochs on ${validation.part}, measured ${every}, ends after ${patience} without gain`,
    `seed ${seed}`,
  ].join('; ');
}

/** Lists what decides the result of a training, for checkpoints. */
export function trainingSettings(options: ResolvedOptions, initialValues: string): TrainingSettings {
  const { data, validation, backbone, loss, negatives, l2, metric: _, ...rest } = options;
  const { seed, positives, batch, dropLast, learningRate, epochs, evaluateEvery, patience } = rest;
  const numbers = { seed, positives, batch, dropLast, learningRate, epochs, evaluateEvery, patience };
  return {
    data: data.fingerprint,
    validation: `${validation.part} of ${validation.fingerprint}`,
    backbone: backbone.plan,
    dimensions: String(backbone.dimensions),
    'initial values': initialValues,
    loss: loss.plan ?? loss.name,
    negatives: negatives.plan,
    l2: JSON.stringify(l2),
    ...Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, String(value)])),
  };
}
