import type { Comparison, RowResult, RunResults } from '../results.ts';

const seeds = [1, 2, 3];

/** Makes one row with curves that rise to its validation mean; figures as in a study on ml-1m. */
function row(
  id: string,
  label: string,
  kind: RowResult['kind'],
  [ndcg, recall, validation]: readonly [number, number, number],
  more: Partial<RowResult> = {},
): RowResult {
  const epochs = [5, 10, 15, 20, 25, 30, 35, 40];
  return {
    id,
    label,
    kind,
    plan: `LightGCN, 3 layers, 64 dimensions; ${label}; one negative a positive.`,
    chosen: [],
    validation: { mean: validation, sd: 0.0012 },
    test: {
      'Recall@20': { mean: recall, sd: 0.0011 },
      'NDCG@20': { mean: ndcg, sd: 0.0019 },
      'Recall@10': { mean: recall * 0.6, sd: 0.0011 },
      'NDCG@10': { mean: ndcg * 1.04, sd: 0.0021 },
      'MRR@20': { mean: ndcg * 1.6, sd: 0.0041 },
    },
    seeds: seeds.map((seed) => ({
      seed,
      curve: epochs.slice(0, 8 - (seed % 3)).map((epoch) => ({
        epoch,
        value: validation * (1 - Math.exp(-epoch / 7) - Math.max(0, epoch - 28) / 900) + 0.001 * seed,
      })),
      bestEpoch: 30,
      test: { 'NDCG@20': ndcg + 0.001 * (seed - 2), 'Recall@20': recall },
    })),
    comparisons: [],
    ...more,
  };
}

function comparison(to: string, change: number, pUsers: number): Comparison {
  return { to, change, pUsers, users: 1000 };
}

function control(to: string, rulesOut: string, change: number, pUsers: number): Partial<RowResult> {
  return { controls: { row: to, rulesOut }, comparisons: [comparison(to, change, pUsers)] };
}

/** Results as a full run has them: a study in which text helps and the mix of generated vectors does not. */
export const runResults: RunResults = {
  version: 1,
  title: 'Hard negatives from text on a simulated world',
  about: [
    'The data are a simulated world of 1,000 users and 800 items with known tastes. Users like items whose attributes ' +
      'match theirs, and item texts name these attributes, so the world favours methods that read text.',
  ],
  dataset: {
    name: 'simulated world',
    users: 1000,
    items: 800,
    train: 20012,
    validation: 2493,
    test: 2495,
    fingerprint: '5f1c0e9ab7d24c11',
    notes: [
      { what: 'Items without a description', count: 12, examples: ['item-17', 'item-230'] },
      { what: 'Test users without train items', count: 3, examples: [] },
    ],
  },
  protocol: [
    { name: 'Seeds', value: '1, 2, 3' },
    { name: 'Selection', value: 'validation NDCG@20, every 5 epochs, patience 8' },
    { name: 'Ranking', value: 'all items; train and validation items masked; ties by item index' },
    { name: 'Model', value: 'LightGCN, 3 layers, 64 dimensions, learning rate .005, batch 2,048' },
    { name: 'Backend', value: 'hnlm (WebAssembly SIMD), 2 threads' },
  ],
  texts: [
    { name: 'Profiles', value: '1,800 by the offline writer (extractive, at most 20 words)' },
    { name: 'Negatives', value: '3,000 texts for 20,012 pairs, by swapping attributes' },
    { name: 'Grounded', value: '97.1 % with similarity of at least .5' },
  ],
  selectionMetric: 'NDCG@20',
  rows: [
    row('popularity', 'Popularity', 'baseline', [0.2011, 0.081, 0.151], { seeds: [] }),
    row('uniform', 'Uniform', 'baseline', [0.3748, 0.165, 0.2743], {
      comparisons: [comparison('popularity', 0.864, 1e-120)],
    }),
    row('dns', 'DNS', 'baseline', [0.3986, 0.1772, 0.2873], {
      chosen: [
        {
          option: 'candidates',
          value: '16',
          tried: [
            { value: '8', validation: 0.284 },
            { value: '16', validation: 0.2873 },
            { value: '32', validation: 0.2731 },
          ],
        },
      ],
      comparisons: [comparison('uniform', 0.0635, 3e-14)],
    }),
    row('dns-text', 'DNS on text-initialised tables', 'text', [0.4147, 0.1845, 0.2981], {
      comparisons: [comparison('uniform', 0.106, 1e-30), comparison('dns', 0.04, 2e-22)],
    }),
    row('permuted', 'Permuted text', 'control', [0.3985, 0.1767, 0.2909], {
      ...control('dns-text', 'spread of the initial vectors', -0.039, 4e-19),
    }),
    row('mix', 'HNLMRec mix', 'semantic', [0.3712, 0.162, 0.2732], {
      chosen: [
        {
          option: 'alpha',
          value: '.1',
          tried: [
            { value: '.03', validation: 0.2731 },
            { value: '.1', validation: 0.2732 },
          ],
        },
      ],
      comparisons: [comparison('uniform', -0.0096, 0.023), comparison('dns', -0.069, 2e-17)],
    }),
    row('mix-zero', 'alpha = 0', 'control', [0.3748, 0.165, 0.2743], {
      ...control('mix', 'gain from loss, size or batch', 0.0097, 0.023),
    }),
    row('mix-random', 'Random vectors of matched norm', 'control', [0.3722, 0.1638, 0.2744], {
      ...control('mix', 'any noise would do', 0.0027, 0.41),
    }),
    row('adjusted', 'Semantically adjusted DNS', 'semantic', [0.4038, 0.1785, 0.2909], {
      comparisons: [comparison('uniform', 0.077, 1e-19), comparison('dns', 0.013, 5e-4)],
    }),
    row('adjusted-other', "Another user's text", 'control', [0.3927, 0.1732, 0.2836], {
      ...control('adjusted', 'popularity of words', -0.028, 1e-13),
    }),
    row(
      'adjusted-text',
      'Semantically adjusted DNS on text-initialised tables',
      'semantic',
      [0.4161, 0.1851, 0.3018],
      {
        comparisons: [
          comparison('uniform', 0.11, 1e-33),
          comparison('dns', 0.044, 5e-17),
          comparison('dns-text', 0.003, 0.32),
        ],
      },
    ),
  ],
  coverage: {
    pairs: 12_000,
    covered: 3000,
    users: [
      { interactions: [3, 9], members: 1400, pairs: 6000, covered: 500 },
      { interactions: [10, 10], members: 600, pairs: 6000, covered: 2500 },
    ],
    items: [{ interactions: [1, 400], members: 800, pairs: 12_000, covered: 3000 }],
  },
  examples: [
    {
      user: 'user-12',
      profile: 'Likes oak furniture with a plain finish; writes about sturdy legs.',
      positive: 'Solid oak side table, plain finish',
      negative: 'Solid pine side table, glossy finish',
      grounded: [
        { item: 'Pine bedside table, gloss', similarity: 0.81 },
        { item: 'Oak stool, gloss', similarity: 0.7 },
      ],
      flags: ['out-of-catalogue', 'wanted'],
    },
    {
      user: 'user-7',
      profile: 'Likes <b>bold</b> & loud.',
      positive: 'A',
      negative: 'B',
      grounded: [],
      flags: [],
    },
  ],
};
