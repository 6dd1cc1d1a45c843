import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createRandom } from '@hnlm/core';
import type { Check } from '../check.ts';
import { resumableTrainings } from '../resumable-trainings.ts';

const kills = 3;
const script = fileURLToPath(new URL('../resume-bits-run.ts', import.meta.url));

/** What a training said before it ended or was killed. */
interface Said {
  readonly resumed?: number;
  readonly sha256?: string;
  readonly steps?: number;
  /** Milliseconds from the start of training. */
  readonly milliseconds: number;
  readonly errors: string;
}

/** A training that is killed again and again ends as one that was not. */
export const resumeBits: Check = {
  name: 'resume-bits',
  about: `each backbone, and each sampler that carries something: killed with kill -9 at ${kills} random moments and resumed, the same bits`,
  async run(log, args) {
    const folder = await mkdtemp(join(tmpdir(), 'hnlm-resume-bits-'));
    const random = createRandom(Date.now());
    const names = args.length > 0 ? args : Object.keys(resumableTrainings);
    const figures: Record<string, object> = {};
    let pass = true;
    try {
      for (const [n, name] of names.entries()) {
        const whole = await runTraining([name]);
        const path = join(folder, `${n}.safetensors`);
        const resumedAt: number[] = [];
        let killed = 0;
        let last: Said | undefined;
        let moment = whole.milliseconds / 2;
        // Kills count once one has left a checkpoint behind.
        for (let tries = 0; tries < 20 && (killed < kills || resumedAt.length === 0); tries++) {
          last = await runTraining([name, path], moment * (0.3 + 0.7 * random.uniform()));
          if (last.resumed) resumedAt.push(last.resumed);
          if (!last.sha256) {
            killed++;
            if (resumedAt.length === 0) moment *= 1.3;
          } else if (resumedAt.length > 0) break;
          else {
            // It ended before it was killed: once more, sooner.
            await rm(path);
            moment /= 2;
          }
        }
        if (!last?.sha256) {
          last = await runTraining([name, path]);
          if (last.resumed) resumedAt.push(last.resumed);
        }
        const same = whole.sha256 !== undefined && last.sha256 === whole.sha256;
        const good = same && killed > 0 && resumedAt.some((step) => step < (whole.steps ?? 0));
        pass &&= good;
        figures[name] = { same, steps: whole.steps, killed, resumedAt, ...(!good && { whole, last }) };
        log(
          `${name}: ${same ? 'same bits' : 'OTHER BITS'}, resumed at ${resumedAt.join(', ')} of ${whole.steps}`,
        );
      }
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
    return { pass, figures };
  },
};

/** Runs a training in a process of its own, which is killed so long after its training began. */
function runTraining(args: readonly string[], killAfter?: number): Promise<Said> {
  const options = ['--conditions=@hnlm/source', '--disable-warning=ExperimentalWarning'];
  const child = spawn(process.execPath, [...options, script, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [lines, errors] = ['', ''];
  let began = 0;
  child.stderr.on('data', (chunk) => {
    errors += chunk;
  });
  child.stdout.on('data', (chunk) => {
    lines += chunk;
    if (began !== 0) return;
    began = performance.now();
    if (killAfter !== undefined) setTimeout(() => child.kill('SIGKILL'), killAfter);
  });
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', () => {
      const whole = lines.split('\n').slice(0, -1);
      const said = Object.assign({}, ...whole.map((line) => JSON.parse(line)));
      resolve({ ...said, milliseconds: performance.now() - began, errors: errors.slice(-500) });
    });
  });
}
