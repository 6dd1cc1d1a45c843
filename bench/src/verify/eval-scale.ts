import { execFile } from 'node:child_process';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Check } from '../check.ts';
import { rounded } from '../statistics.ts';

const size = { users: 30_000, items: 41_000, dimensions: 64, threads: 2 };
const limits = { seconds: 8, megabytes: 600 };

/** A large evaluation from start to end: time and memory. */
export const evalScale: Check = {
  name: 'eval-scale',
  about:
    '30,000 users x 41,000 items x 64, eight metrics at 10 and 20 on 2 threads: at most 8 s and 600 MB; [runs, 3]',
  run: async (log, [runs = '3']) => {
    const found = [];
    for (let run = 0; run < Number(runs); run++) {
      const { stdout } = await promisify(execFile)(process.execPath, [
        ...['--conditions=@hnlm/source', '--disable-warning=ExperimentalWarning'],
        fileURLToPath(new URL('../evaluate-run.ts', import.meta.url)),
        ...[size.users, size.items, size.threads].map(String),
      ]);
      log(stdout.trim());
      found.push(JSON.parse(stdout) as Readonly<Record<'seconds' | 'cpuSeconds' | 'peakMegabytes', number>>);
    }
    const seconds = found.map((run) => run.seconds).sort((a, b) => a - b);
    const slowest = Math.max(...seconds);
    const megabytes = Math.max(...found.map(({ peakMegabytes }) => peakMegabytes));
    return {
      pass: slowest <= limits.seconds && megabytes <= limits.megabytes,
      figures: {
        ...size,
        limits,
        seconds: seconds.map(rounded),
        cpuSeconds: found.map((run) => rounded(run.cpuSeconds)),
        megabytes: rounded(megabytes),
        cores: cpus().length,
      },
    };
  },
};
