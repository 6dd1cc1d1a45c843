import { createRandom } from '@hnlm/core';
import { useBackend } from '@hnlm/tfjs-backend';
import { beforeAll, describe, expect, test } from 'vitest';
import { smallWorld } from './__fixtures__/small-world.ts';
import { lightGCN } from './backbones/light-gcn.ts';
import { mf } from './backbones/mf.ts';
import { adaSir } from './samplers/ada-sir.ts';
import { ahns } from './samplers/ahns.ts';
import { byPopularity } from './samplers/by-popularity.ts';
import { curriculum } from './samplers/curriculum.ts';
import { dens } from './samplers/dens.ts';
import { dins } from './samplers/dins.ts';
import { dns } from './samplers/dns.ts';
import { dtlNs } from './samplers/dtl-ns.ts';
import { irgan } from './samplers/irgan.ts';
import { mixGCF } from './samplers/mix-gcf.ts';
import { softmaxRho } from './samplers/softmax-rho.ts';
import { srns } from './samplers/srns.ts';
import { uniform } from './samplers/uniform.ts';

beforeAll(() => useBackend('hnlm'));

const { train: data } = smallWorld();
const prepare = (options: Parameters<typeof mf>[0]) => mf(options).prepare({ data, random: createRandom(1) });

describe.each([0, -1, 2.5, Number.NaN])('%d is no count:', (value) => {
  test.each<[string, () => unknown]>([
    ['uniform', () => uniform({ negatives: value })],
    ['popularity', () => byPopularity({ negatives: value })],
    ['DNS', () => dns({ candidates: value })],
    ['the top of DNS', () => dns({ top: value })],
    ['AHNS', () => ahns({ candidates: value })],
    ['Softmax(rho, N)', () => softmaxRho({ candidates: value })],
    ['AdaSIR', () => adaSir({ pool: value })],
    ['the renewal of AdaSIR', () => adaSir({ renewEvery: value })],
    ['a curriculum', () => curriculum({ candidates: value })],
    ['MixGCF', () => mixGCF({ candidates: value })],
    ['DENS', () => dens({ candidates: value })],
    ['DINS', () => dins({ candidates: value })],
    ['DTL-NS', () => dtlNs({ candidates: value })],
    ['SRNS', () => srns({ memory: value })],
    ['IRGAN', () => irgan({ dim: value })],
    ['the width of embeddings', () => prepare({ dim: value })],
    ['layers', () => lightGCN({ layers: value || Number.NaN })],
  ])('%s', (_name, make) => {
    expect(make).toThrow(
      expect.objectContaining({ code: 'OPTION', message: expect.stringContaining(' = ') }),
    );
  });
});

test('LightGCN without layers is allowed, and AHNS of numbers only', () => {
  expect(lightGCN({ layers: 0 }).plan).toContain('0 layers');
  expect(() => ahns({ alpha: Number.NaN })).toThrow(expect.objectContaining({ code: 'OPTION' }));
});

test('an initialiser of another size is one clear error', () => {
  const initialiser = () => ({ users: new Float32Array(60 * 4), items: new Float32Array(7) });
  expect(() => prepare({ dim: 4, initialiser })).toThrow('7 numbers for 40 items of 4 dimensions');
});
