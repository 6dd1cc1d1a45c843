import { execFile, execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual, promisify } from 'node:util';
import type { Check } from '../check.ts';
import { generateInteractions } from '../generate-interactions.ts';
import { python } from '../peer.ts';
import { rounded } from '../statistics.ts';

const most = { interactions: 10, seconds: 90, megabytes: 2500 };
const leastSpeedup = 3;
/** Time may grow by as much more than the number of interactions. */
const mostGrowth = 1.25;

/** What a run in a process of its own found. */
interface Run {
  readonly seconds: number;
  /** Megabytes. */
  readonly peak: number;
  readonly counts: Readonly<Record<string, number>>;
}

/** Reading, 5-core and split of generated interactions, beside pandas. */
export const dataSpeed: Check = {
  name: 'data-speed',
  about:
    'seconds and memory of gzipped JSON lines to a dataset (5-core, split), beside pandas; ' +
    '[millions of interactions, such as 10,30]',
  async run(log, [sizes = '10']) {
    const folder = join(tmpdir(), 'hnlm-data-speed');
    await mkdir(folder, { recursive: true });
    const results = [];
    for (const millions of sizes.split(',').map(Number)) {
      const file = join(folder, `${millions}m.jsonl.gz`);
      if (!existsSync(file)) await generateInteractions(file, millions * 1e6);
      const own = await run(process.execPath, [
        ...['--conditions=@hnlm/source', '--disable-warning=ExperimentalWarning'],
        fileURLToPath(new URL('../load-run.ts', import.meta.url)),
        file,
      ]);
      log(JSON.stringify({ millions, own }));
      results.push({ millions, own });
    }
    const [{ millions, own }] = results;
    const peer = hasPandas()
      ? await run(python, [
          fileURLToPath(new URL('data-speed.py', import.meta.url)),
          join(folder, `${millions}m.jsonl.gz`),
        ])
      : undefined;
    const speedup = peer && rounded(peer.seconds / own.seconds);
    const growth = results.map((result) =>
      rounded(result.own.seconds / own.seconds / (result.millions / millions)),
    );
    const missed = [
      ...results
        .filter((result) => result.millions <= most.interactions)
        .flatMap(({ own: { seconds, peak } }) => [
          ...(seconds > most.seconds ? [`${most.seconds} s`] : []),
          ...(peak > most.megabytes ? [`${most.megabytes} MB`] : []),
        ]),
      ...(speedup !== undefined && speedup < leastSpeedup ? [`${leastSpeedup}x pandas`] : []),
      ...(peer && !isDeepStrictEqual(peer.counts, own.counts) ? ['the counts of pandas'] : []),
      ...(growth.some((one) => one > mostGrowth) ? ['linear growth'] : []),
    ];
    const pandas = peer ?? 'absent; apt-get install python3-pandas';
    return {
      pass: missed.length > 0 ? false : peer ? true : null,
      figures: { missed, results, pandas, speedup, growth },
    };
  },
};

async function run(command: string, args: readonly string[]): Promise<Run> {
  const { stdout } = await promisify(execFile)(command, args);
  const { seconds, peak, counts } = JSON.parse(stdout) as Run;
  return { seconds: rounded(seconds), peak: rounded(peak), counts };
}

function hasPandas(): boolean {
  try {
    execFileSync(python, ['-c', 'import pandas'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
