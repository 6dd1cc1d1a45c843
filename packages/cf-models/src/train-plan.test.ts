import { expect, test } from 'vitest';
import { smallWorld } from './__fixtures__/small-world.ts';
import { directAU } from './backbones/direct-au.ts';
import { mf } from './backbones/mf.ts';
import { type PresetName, preset } from './presets.ts';
import { noNegatives } from './samplers/no-negatives.ts';
import { uniform } from './samplers/uniform.ts';
import { recallAt } from './testing/recall-at.ts';
import { resolveOptions, type TrainOptions } from './train-options.ts';
import { trainingPlan, trainingSettings } from './train-plan.ts';

const { train: data, validation } = smallWorld();
const resolved = (options: Partial<TrainOptions>) =>
  resolveOptions({
    ...{ data, validation, metric: recallAt(5), backbone: mf(), negatives: uniform(), seed: 1 },
    ...options,
  });

test.each<[PresetName, string]>([
  ['lightgcn-official', 'L2 of 0.0001 on ego rows;'],
  [
    'selfrec',
    'L2 of 0.0001 on ego rows, the Frobenius norm of each group, divided by the size of the batch twice;',
  ],
  ['mixgcf', 'L2 of 0.0001 on ego rows;'],
  ['sgl-official', 'L2 of 0.0001 on ego rows, summed over the batch;'],
  ['rlmrec', 'L2 of 0.000002 on all parameters;'],
])('the plan says how %s regularises', (name, phrase) => {
  expect(trainingPlan(resolved(preset(name).settings))).toContain(phrase);
});

test('the plan names negatives that the loss does not use, and none where there are none', () => {
  const backbone = directAU();
  expect(trainingPlan(resolved({ backbone }))).toContain(
    `this loss does not use, where ${uniform().plan}; an epoch`,
  );
  expect(trainingPlan(resolved({ backbone, negatives: noNegatives() }))).not.toContain('negatives');
});

test('L2 is the same setting however it is written', () => {
  const of = (l2: TrainOptions['l2']) =>
    trainingSettings(resolved({ ...(l2 !== undefined && { l2 }) }), '').l2;
  for (const l2 of [
    undefined,
    1e-4,
    { weight: 1e-4, on: 'ego' },
    { reduction: 'mean', weight: 1e-4 },
  ] as const)
    expect(of(l2)).toBe(of({ weight: 1e-4, on: 'ego', norm: 'squared', reduction: 'mean' }));
  expect(of({ weight: 1e-4, reduction: 'sum' })).not.toBe(of(1e-4));
});
