import { createRandom, type Random } from '@hnlm/core';
import {
  embeddingMap,
  falseNegativeCurves,
  hardnessHistogram,
  learningCurves,
  lorenzCurves,
  metricBars,
  popularityCurves,
  principalPlane,
  sparsityGroupsPlot,
  umapPlane,
} from '@hnlm/eval';

/**
 * Draws one example of each plot, by file name. The numbers are made up to look like those of a run; nothing was
 * measured.
 */
export async function galleryPlots(): Promise<ReadonlyMap<string, string>> {
  const random = createRandom('plot gallery');
  const space = textSpace(random.split('space'));
  return new Map([
    ['learning-curves', curves(random.split('curves'))],
    ['metric-bars', bars()],
    ['sparsity-groups', sparsity()],
    [
      'lorenz-curves',
      lorenzCurves({
        title: 'Spread of recommendations over the catalogue',
        counted: 'recommendations',
        series: counts(random.split('counts')),
      }),
    ],
    [
      'popularity-curves',
      popularityCurves({
        title: 'Who gets the recommendations',
        train: counted(1.05, 0, random),
        series: counts(random.split('counts')),
      }),
    ],
    ['false-negative-curves', falseNegatives(random.split('false negatives'))],
    ['hardness-histogram', hardness(random.split('hardness'))],
    [
      'embedding-map',
      embeddingMap({
        title: 'Positives, negatives and profiles in the text space (PCA)',
        plane: principalPlane(space),
        groups: space.groups,
        links: space.links,
      }),
    ],
    [
      'embedding-map-umap',
      embeddingMap({
        title: 'Positives, negatives and profiles in the text space (UMAP)',
        plane: await umapPlane(space, { random: random.split('umap') }),
        groups: space.groups,
      }),
    ],
  ]);
}

function curves(random: Random): string {
  const methods = [
    ['uniform', 0.375, 60],
    ['DNS, 16 candidates', 0.399, 30],
    ['HNLMRec', 0.407, 24],
    ['HNLMRec, shuffled pairs', 0.392, 32],
  ] as const;
  return learningCurves({
    title: 'Validation NDCG@20 by epoch',
    xLabel: 'epoch',
    yLabel: 'validation NDCG@20',
    series: methods.map(([label, best, pace]) => ({
      label,
      lines: [1, 2, 3].map((seed) => {
        const noise = random.split(label, seed);
        const points = Array.from({ length: 30 }, (_, index) => ({
          x: 5 * (index + 1),
          y: best * (1 - 0.6 * Math.exp(-(5 * (index + 1)) / pace)) + 0.0015 * noise.normal(),
        }));
        return { points, mark: points.reduce((top, point) => (point.y > top.y ? point : top)) };
      }),
    })),
  });
}

function bars(): string {
  const interval = (low: number, high: number) => ({ low, high, level: 0.95 });
  return metricBars({
    title: 'Test NDCG@20',
    xLabel: 'test NDCG@20',
    bars: [
      { label: 'uniform', mean: 0.3748, interval: interval(0.3651, 0.3846), group: 'Traditional sampling' },
      {
        label: 'DNS, 16 candidates',
        mean: 0.3986,
        interval: interval(0.3884, 0.4089),
        p: 0.0004,
        group: 'Traditional sampling',
      },
      {
        label: 'DNS on text-initialised tables',
        mean: 0.4021,
        interval: interval(0.3922, 0.4125),
        p: 0.0002,
        group: 'Text, no semantic negatives',
      },
      {
        label: 'HNLMRec',
        mean: 0.4069,
        interval: interval(0.3968, 0.4172),
        p: 0.0001,
        group: 'Semantic negatives',
      },
      {
        label: 'random vectors of matched norm',
        mean: 0.3771,
        interval: interval(0.3672, 0.387),
        p: 0.21,
        group: 'Control of the row above',
        indented: true,
      },
      {
        label: 'shuffled pairs',
        mean: 0.3842,
        interval: interval(0.3743, 0.3944),
        p: 0.03,
        group: 'Control of the row above',
        indented: true,
      },
    ],
    reference: { label: 'uniform', value: 0.3748 },
    against: 'uniform',
  });
}

function sparsity(): string {
  const means = {
    uniform: [0.183, 0.262, 0.331, 0.418],
    DNS: [0.197, 0.281, 0.349, 0.431],
    HNLMRec: [0.216, 0.293, 0.352, 0.432],
  };
  const p = { uniform: [], DNS: [0.04, 0.002, 0.008, 0.1], HNLMRec: [0.0002, 0.0005, 0.006, 0.08] };
  return sparsityGroupsPlot({
    title: 'NDCG@20 by how much is known of a user',
    yLabel: 'test NDCG@20',
    groups: [
      { label: '8-31', userShare: 0.546 },
      { label: '32-68', userShare: 0.236 },
      { label: '69-139', userShare: 0.146 },
      { label: '140-378', userShare: 0.072 },
    ],
    series: Object.entries(means).map(([label, values]) => ({
      label,
      values: values.map((mean, group) => {
        const half = 0.009 + 0.005 * group;
        return {
          mean,
          interval: { low: mean - half, high: mean + half, level: 0.95 },
          p: p[label as keyof typeof p][group],
        };
      }),
    })),
    against: 'uniform',
  });
}

/** Expected counts by item that fall with a power of its rank, each off by a random factor. */
function counted(power: number, spread: number, random: Random): number[] {
  return Array.from({ length: 1682 }, (_, item) =>
    Math.round((4000 / (item + 8) ** power) * Math.exp(spread * random.normal())),
  );
}

function counts(random: Random) {
  return [
    { label: 'most popular', counts: Array.from({ length: 1682 }, (_, item) => (item < 45 ? 943 : 0)) },
    { label: 'uniform', counts: counted(1.25, 0.9, random.split('uniform')) },
    { label: 'DNS', counts: counted(0.9, 0.8, random.split('DNS')) },
    { label: 'HNLMRec', counts: counted(0.7, 0.7, random.split('HNLMRec')) },
  ];
}

function falseNegatives(random: Random): string {
  const samplers = [
    ['uniform', 0.011, 0.011, 0],
    ['DNS, 16 candidates', 0.021, 0.018, 0.035],
    ['HNLMRec', 0.016, 0.017, 0.006],
  ] as const;
  return falseNegativeCurves({
    title: 'False hard negatives by epoch',
    against: 'validation positives',
    series: samplers.map(([label, start, matched, rise]) => {
      const noise = random.split(label);
      const runs = [0].map(() =>
        Array.from({ length: 15 }, (_, index) => ({
          epoch: 10 * (index + 1),
          rate: start + rise * (1 - Math.exp(-index / 4)) + 0.0008 * noise.normal(),
          matched: matched + 0.3 * rise * (1 - Math.exp(-index / 5)) + 0.0003 * noise.normal(),
        })),
      );
      return { label, runs };
    }),
  });
}

function hardness(random: Random): string {
  const of = (label: string, power: number) => {
    const draws = random.split(label);
    return { label, values: Array.from({ length: 4000 }, () => 100 * draws.uniform() ** power) };
  };
  return hardnessHistogram({
    title: 'Hardness of negatives',
    xLabel: "share of the user's items that score lower (%)",
    series: [
      of('popularity', 0.62),
      of('DNS, 4 candidates', 0.25),
      of('DNS, 16 candidates', 0.07),
      of('MixGCF', 0.2),
      of('HNLMRec', 0.33),
      of('HNLMRec, shuffled pairs', 0.8),
    ],
    reference: of('uniform', 1),
    range: [0, 100],
  });
}

/** Five genres in 32 dimensions: positives between them, negatives between a positive and the next genre, profiles amid. */
function textSpace(random: Random) {
  const dimensions = 32;
  const normal = (scale: number) => Array.from({ length: dimensions }, () => scale * random.normal());
  const add = (one: number[], other: number[]) => one.map((value, index) => value + other[index]);
  const genres = Array.from({ length: 5 }, () => normal(0.5));
  const rows: number[][] = [];
  const groups = ['profiles', 'positives', 'generated negatives'].map((label) => ({
    label,
    rows: [] as number[],
  }));
  const put = (group: number, vector: number[]) => {
    groups[group].rows.push(rows.push(vector) - 1);
    return rows.length - 1;
  };
  const links = Array.from({ length: 70 }, (_, pair) => {
    const [genre, next] = [genres[pair % 5], genres[(pair + 1) % 5]];
    const mixed = random.uniform() * 0.5;
    const taste = genre.map((value, index) => value + mixed * (next[index] - value));
    const positive = add(taste, normal(0.3));
    put(0, add(taste, normal(0.22)));
    const from = put(1, positive);
    const away = next.map((value, index) => 0.25 * (value - genre[index]));
    return [from, put(2, add(add(positive, away), normal(0.1)))] as const;
  });
  return { values: Float32Array.from(rows.flat()), dimensions, groups, links };
}
