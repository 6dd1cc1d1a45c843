import { join } from 'node:path';
import type { Check, Figures } from '../check.ts';
import { startOwnTraining } from '../own-training.ts';
import { missingForPeer, preparePeer } from '../peer.ts';
import { withShared } from '../shared-data.ts';
import { median, spread } from '../statistics.ts';

/** How a width is timed: steps of each side in a round, steps before the first, rounds between two of the slow peer. */
const plans = [
  { dim: 64, own: 30, fast: 20, plain: 6, warmUp: 100, plainEvery: 1 },
  { dim: 128, own: 20, fast: 12, plain: 4, warmUp: 50, plainEvery: 2 },
  { dim: 512, own: 8, fast: 6, plain: 3, warmUp: 16, plainEvery: 2 },
];
type Plan = (typeof plans)[number];

/** The least that the peer's time, divided by ours, may be. */
const targets: readonly { dim: number; threads: number; fast: number; plain?: number }[] = [
  { dim: 64, threads: 1, fast: 0.8, plain: 3 },
  { dim: 64, threads: 2, fast: 1, plain: 5 },
  { dim: 512, threads: 1, fast: 0.8, plain: 3 },
  { dim: 512, threads: 2, fast: 1, plain: 3 },
];

/** Training steps side by side with PyTorch. */
export const stepSpeed: Check = {
  name: 'step-speed',
  about:
    'milliseconds of a LightGCN training step, in turns with PyTorch; [widths, such as 64,512] [rounds, 10]',
  run: (log, [widths = '64,128,512', rounds = '10']) =>
    withShared('peers', async (folder) => {
      const script = join(folder, 'torch_lightgcn.py');
      const missing = missingForPeer(script);
      if (missing) return { pass: null, figures: missing };
      const data = join(folder, 'data/toys-syn');
      const chosen = plans.filter(({ dim }) => widths.split(',').map(Number).includes(dim));
      const results: Result[] = [];
      for (const plan of chosen) {
        for (const threads of [1, 2]) {
          const result = await inTurns({ script, data, plan, threads, rounds: Number(rounds) });
          results.push(result);
          log(JSON.stringify(result));
        }
      }
      const missed = targets.flatMap(({ dim, threads, fast, plain = 0 }) => {
        const result = results.find((one) => one.dim === dim && one.threads === threads);
        if (!result) return [];
        const { speedup } = result;
        return [
          ...(speedup.fast.median < fast ? [`${fast}x fast at ${dim} on ${threads}`] : []),
          ...(speedup.plain.median < plain ? [`${plain}x plain at ${dim} on ${threads}`] : []),
        ];
      });
      return { pass: missed.length === 0, figures: { missed, results } };
    }),
};

type Spread = ReturnType<typeof spread>;

interface Result extends Figures {
  readonly dim: number;
  readonly threads: number;
  /** Medians of the rounds' medians. */
  readonly milliseconds: Readonly<Record<'own' | 'fast' | 'plain', Spread>>;
  /** Time of the peer over time of ours in the same round. */
  readonly speedup: Readonly<Record<'fast' | 'plain', Spread>>;
}

/** Lets three sides take turns; who begins changes from round to round. */
async function inTurns(setting: {
  readonly script: string;
  readonly data: string;
  readonly plan: Plan;
  readonly threads: number;
  readonly rounds: number;
}): Promise<Result> {
  const { plan, threads, rounds } = setting;
  const { dim } = plan;
  const own = startOwnTraining(setting.data, { dim, threads });
  const peer = await preparePeer(setting.script, setting.data);
  const times = { own: [] as number[], fast: [] as number[], plain: [] as number[] };
  const ratios = { fast: [] as number[], plain: [] as number[] };
  const sides = {
    own: async () => median(await own.steps(plan.own)),
    fast: () => peer.step({ impl: 'fast', dim, threads, steps: plan.fast }),
    plain: () => peer.step({ impl: 'plain', dim, threads, steps: plan.plain }),
  };
  try {
    await own.steps(plan.warmUp);
    for (let round = 0; round < rounds; round++) {
      const now: Partial<Record<keyof typeof sides, number>> = {};
      for (let turn = 0; turn < 3; turn++) {
        const side = (['own', 'fast', 'plain'] as const)[(round + turn) % 3];
        if (side === 'plain' && round % plan.plainEvery !== 0) continue;
        now[side] = await sides[side]();
        times[side].push(now[side]);
      }
      for (const side of ['fast', 'plain'] as const) {
        if (now.own && now[side]) ratios[side].push(now[side] / now.own);
      }
    }
  } finally {
    own.close();
    await peer.close();
  }
  return {
    dim,
    threads,
    milliseconds: { own: spread(times.own), fast: spread(times.fast), plain: spread(times.plain) },
    speedup: { fast: spread(ratios.fast), plain: spread(ratios.plain) },
  };
}
