import type { ComputeOptions, ComputeStatus } from '@hnlm/tfjs-backend';
import type { Check } from '../check.ts';
import { epochsFor, trainSmall } from '../small-training.ts';

const steps = 200;

/** Of the parameters after {@link steps} steps without relaxed SIMD, on every machine. */
export const committedHash = 'fdd319a034914a961c2947b9f3f0d827826ea8bc434bbffd035983b1116d2997';

/** Numbers of threads do not change results, not by one bit. */
export const bits: Check = {
  name: 'bits',
  about: `${steps} training steps: the same bits with 1, 2 and 3 threads, and without relaxed SIMD as on every machine`,
  async run(log) {
    const runs: (ComputeStatus & { asked: Required<ComputeOptions>; sha256: string; steps: number })[] = [];
    for (const relaxedSimd of [false, true]) {
      for (const threads of [1, 2, 3]) {
        const {
          sha256,
          steps: taken,
          status,
        } = await trainSmall({ threads, relaxedSimd }, { epochs: epochsFor(steps) });
        runs.push({ ...status, asked: { threads, relaxedSimd }, sha256, steps: taken });
        log(`${threads} threads, relaxed SIMD ${relaxedSimd ? 'on' : 'off'}: ${sha256.slice(0, 12)}`);
      }
    }
    const hashes = (relaxed: boolean) => [
      ...new Set(runs.filter(({ asked }) => asked.relaxedSimd === relaxed).map(({ sha256 }) => sha256)),
    ];
    const [plain, relaxed] = [hashes(false), hashes(true)];
    return {
      pass:
        plain.length === 1 &&
        plain[0] === committedHash &&
        relaxed.length === 1 &&
        runs.every(
          ({ asked, steps: taken, busy }) =>
            taken === steps &&
            (asked.threads === 1 || (busy.length === asked.threads && busy.every((n) => n > 0))),
        ),
      figures: {
        node: process.version,
        steps,
        plain,
        committed: committedHash,
        relaxed,
        busy: runs.map(({ asked, busy }) => ({ ...asked, busy })),
      },
    };
  },
};
