import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createRandom } from '@hnlm/core';
import { effectSizes, holm, pairedTTest, permutationTest, wilcoxonTest } from '@hnlm/eval';
import type { Check } from '../check.ts';
import { python } from '../peer.ts';

const fixtures = new URL('../../../packages/eval/src/statistics/__fixtures__/', import.meta.url);
const script = fileURLToPath(new URL('statistics.py', fixtures));
const limit = 1e-6;

interface Sample {
  readonly first: readonly number[];
  readonly second: readonly number[];
}

/** Samples with what scipy found for them. */
interface Reference {
  readonly rows: readonly (Sample & Readonly<Record<string, unknown>>)[];
  readonly holm: Readonly<Record<'tP' | 'wilcoxonP', readonly number[]>>;
}

/** The paired tests against scipy: on recorded samples, and on new ones where scipy is there. */
export const stats: Check = {
  name: 'stats',
  about: 'p-values and effect sizes of the paired tests against scipy: largest difference at most 1e-6',
  run: async () => {
    const recorded = differences(JSON.parse(readFileSync(new URL('statistics.json', fixtures), 'utf8')));
    const live = canRunScipy() ? differences(askScipy(newSamples())) : 'scipy is not there';
    const largest = Math.max(
      ...[recorded, live].flatMap((part) => (typeof part === 'string' ? [] : Object.values(part))),
    );
    return { pass: largest <= limit, figures: { largest, limit, recorded, live } };
  },
};

/** Finds the largest absolute difference to the reference, by figure. */
function differences({ rows, holm: adjusted }: Reference): Record<string, number> {
  const largest: Record<string, number> = {};
  const compare = (name: string, ours: number, theirs: unknown) => {
    if (theirs === undefined) return;
    const difference = Math.abs(ours - (theirs as number));
    largest[name] = Math.max(
      largest[name] ?? 0,
      Number.isNaN(difference) ? Number.POSITIVE_INFINITY : difference,
    );
  };
  const found = rows.map(({ first, second, ...reference }) => {
    const tTest = pairedTTest(first, second);
    const wilcoxon = wilcoxonTest(first, second);
    compare('t', tTest.t, reference.t);
    compare('tP', tTest.p, reference.tP);
    compare('wilcoxonP', wilcoxon.p, reference.wilcoxonP);
    compare('rankBiserial', effectSizes(first, second).rankBiserial, reference.rankBiserial);
    compare('dz', effectSizes(first, second).dz, reference.dz);
    if (reference.permutationP !== undefined) {
      const { p } = permutationTest(first, second, { random: createRandom(1) });
      compare('permutationP', p, reference.permutationP);
    }
    return { tP: tTest.p, wilcoxonP: wilcoxon.p };
  });
  for (const name of ['tP', 'wilcoxonP'] as const) {
    const ours = holm(found.map((row) => row[name]));
    for (const [index, p] of ours.entries()) compare(`holm ${name}`, p, adjusted[name][index]);
  }
  return largest;
}

/** Draws samples of many sizes, smooth ones and ones with ties and zeros, with differences from none to plain. */
function newSamples(): Sample[] {
  const random = createRandom('verify stats');
  const sizes = [2, 3, 6, 9, 12, 20, 40, 50, 51, 80, 300, 3000];
  return sizes.flatMap((n, index) =>
    [true, false].map((smooth) => {
      const shift = (index % 4) / Math.sqrt(n);
      const value = (more: number) =>
        smooth ? random.normal() + more : Math.round(4 * (random.normal() + more)) / 8;
      const first = Array.from({ length: n }, () => value(shift));
      const second = Array.from({ length: n }, () => value(0));
      // A constant difference has no t.
      if (new Set(first.map((one, at) => one - second[at])).size === 1) second[0] += 1 / 8;
      return { first, second };
    }),
  );
}

function canRunScipy(): boolean {
  if (!existsSync(python)) return false;
  try {
    execFileSync(python, ['-c', 'import numpy, scipy'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

function askScipy(samples: readonly Sample[]): Reference {
  const answer = execFileSync(python, ['-W', 'ignore', script, '-'], {
    input: JSON.stringify(samples),
    maxBuffer: 2 ** 26,
  });
  return JSON.parse(answer.toString());
}
