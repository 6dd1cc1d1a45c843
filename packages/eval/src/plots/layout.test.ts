import fc from 'fast-check';
import { expect, test } from 'vitest';
import { layoutFaults, readSvg } from './__fixtures__/read-svg.ts';
import { embeddingMap } from './embedding-map.ts';
import { falseNegativeCurves } from './false-negative-curves.ts';
import { hardnessHistogram } from './hardness-histogram.ts';
import { learningCurves } from './learning-curves.ts';
import { lorenzCurves } from './lorenz-curves.ts';
import { metricBars } from './metric-bars.ts';
import { popularityCurves } from './popularity-curves.ts';
import { sparsityGroupsPlot } from './sparsity-groups-plot.ts';

/** Any number that plots accept, also tiny and huge ones, and ones that differ in the last digits alone. */
const value = fc.oneof(
  fc.double({ min: -1e90, max: 1e90, noNaN: true }),
  fc.double({ min: -1, max: 1, noNaN: true }),
  fc.double({ min: 1000, max: 1000.000001, noNaN: true }),
  fc.integer({ min: -3, max: 3 }),
);
const positive = value.map((x) => Math.abs(x) || 1);
const label = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.lorem({ mode: 'sentences', maxCount: 3 }),
  fc.constantFrom('DNS', '推薦システムの負例サンプリング手法', 'x'.repeat(200), '<a & "b">', '📚📚📚'),
);
const list = <T>(of: fc.Arbitrary<T>, most = 8) => fc.array(of, { minLength: 1, maxLength: most });
const share = fc.double({ min: 0, max: 1, noNaN: true });
const p = fc.option(share, { nil: undefined });
const spacing = fc.constantFrom('linear' as const, 'log' as const);
const interval = fc
  .tuple(positive, positive)
  .map(([a, b]) => ({ low: Math.min(a, b), high: Math.max(a, b), level: 0.95 }));

const plots: Record<string, fc.Arbitrary<string>> = {
  learningCurves: fc
    .record({
      title: label,
      xLabel: label,
      yLabel: label,
      xSpacing: spacing,
      ySpacing: spacing,
      series: list(
        fc.record({
          label,
          lines: list(fc.record({ points: list(fc.record({ x: positive, y: positive })) }), 2),
        }),
      ),
    })
    .map(learningCurves),
  'learningCurves of any sign': fc
    .record({
      title: label,
      xLabel: label,
      yLabel: label,
      series: list(
        fc.record({ label, lines: list(fc.record({ points: list(fc.record({ x: value, y: value })) }), 2) }),
      ),
    })
    .map(learningCurves),
  metricBars: fc
    .record({
      title: label,
      xLabel: label,
      bars: list(
        fc.record({
          label,
          mean: positive,
          sd: fc.option(positive, { nil: undefined }),
          interval: fc.option(interval, { nil: undefined }),
          p,
          group: label,
          indented: fc.boolean(),
        }),
      ),
      reference: fc.option(fc.record({ label, value: positive }), { nil: undefined }),
      against: fc.option(label, { nil: undefined }),
    })
    .map(metricBars),
  falseNegativeCurves: fc
    .record({
      title: label,
      against: label,
      spacing,
      series: list(
        fc.record({
          label,
          runs: list(list(fc.record({ epoch: fc.nat(1000), rate: positive, matched: positive })), 2),
        }),
      ),
    })
    .map(falseNegativeCurves),
  sparsityGroupsPlot: fc
    .tuple(label, label, list(fc.record({ label, userShare: share }), 8))
    .chain(([title, yLabel, groups]) =>
      list(
        fc.record({
          label,
          values: fc.tuple(
            ...groups.map(() =>
              fc.record({ mean: value, interval: fc.option(interval, { nil: undefined }), p }),
            ),
          ),
        }),
        4,
      ).map((series) =>
        sparsityGroupsPlot({ title, yLabel, xLabel: title, groups, series, against: yLabel }),
      ),
    ),
  hardnessHistogram: fc
    .record({
      title: label,
      xLabel: label,
      series: list(fc.record({ label, values: list(value) })),
      reference: fc.option(fc.record({ label, values: list(value) }), { nil: undefined }),
      bins: fc.integer({ min: 1, max: 200 }),
    })
    .map(hardnessHistogram),
  lorenzCurves: fc.tuple(label, label, fc.integer({ min: 1, max: 30 })).chain(([title, counted, items]) =>
    list(
      fc.record({
        label,
        counts: fc.array(fc.integer({ min: 1, max: 99 }), { minLength: items, maxLength: items }),
      }),
    ).map((series) => lorenzCurves({ title, counted, series })),
  ),
  popularityCurves: fc.tuple(label, fc.integer({ min: 1, max: 3000 })).chain(([title, items]) =>
    list(fc.record({ label, seed: fc.integer({ min: 1, max: 9 }) })).map((series) => {
      const counts = (seed: number) =>
        Int32Array.from({ length: items }, (_, item) => 1 + ((item * seed) % 7));
      return popularityCurves({
        title,
        train: counts(1),
        series: series.map(({ label, seed }) => ({ label, counts: counts(seed) })),
      });
    }),
  ),
  embeddingMap: fc
    .record({
      title: label,
      xLabel: label,
      yLabel: label,
      points: fc.array(value, { minLength: 12, maxLength: 12 }),
      groups: list(fc.record({ label, rows: list(fc.nat(5)) }), 4),
      links: fc.array(fc.tuple(fc.nat(5), fc.nat(5)), { maxLength: 3 }),
    })
    .map(({ title, xLabel, yLabel, points, groups, links }) =>
      embeddingMap({
        title,
        plane: { points: Float64Array.from(points), xLabel, yLabel },
        groups,
        links,
      }),
    ),
};

test.each(Object.keys(plots))('%s is well-formed, within its box, and no text lies on another', (name) => {
  fc.assert(
    fc.property(plots[name], (svg) => {
      expect(layoutFaults(svg)).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

test('the check of the layout sees faults', () => {
  const svg = (body: string) => `<svg viewBox="0 0 100 100">${body}</svg>`;
  expect(layoutFaults(svg('<text x="0" y="20">ab</text><text x="0" y="40">cd</text>'))).toEqual([]);
  expect(layoutFaults(svg('<text x="0" y="20">ab</text><text x="5" y="22">cd</text>'))).toHaveLength(1);
  expect(layoutFaults(svg('<text x="95" y="20">ab</text>'))).toHaveLength(1);
  expect(layoutFaults(svg('<path d="M5 5h200"></path>'))).toHaveLength(1);
  expect(layoutFaults(svg('<line x1="NaN" x2="1" y1="1" y2="1"></line>'))).toHaveLength(1);
  expect(() => readSvg(svg('<g></svg>'))).toThrow();
  expect(() => readSvg(svg('a & b'))).toThrow();
});
