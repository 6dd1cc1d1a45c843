import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Check } from '../check.ts';
import { median } from '../statistics.ts';

const steps = 6000;
/** Of what JavaScript holds after a collection. */
const mostGrowth = 2 ** 20;
/** Of the resident memory, to which an engine adds pages, and gives back others, as it likes. */
const mostResidentGrowth = 2 ** 23;

/** What a process holds between two steps, in bytes. */
interface Sample {
  readonly step: number;
  /** Of tensors. */
  readonly bytes: number;
  readonly held: number;
  readonly resident: number;
}

/** A long training neither leaks tensors nor grows. */
export const soak: Check = {
  name: 'soak',
  about: `over the last ${steps / 3} of ${steps} training steps tensors and their bytes are constant, what JavaScript holds grows by less than 1 MB, and the process by less than 8`,
  async run(log) {
    log(`${steps} steps in a process of its own ...`);
    const script = fileURLToPath(new URL('../soak-run.ts', import.meta.url));
    const options = ['--expose-gc', '--conditions=@hnlm/source', '--disable-warning=ExperimentalWarning'];
    const { stdout } = await promisify(execFile)(process.execPath, [...options, script, String(steps)], {
      maxBuffer: 2 ** 26,
    });
    const {
      steps: taken,
      tensors,
      samples,
    } = JSON.parse(stdout) as {
      steps: number;
      tensors: number[];
      samples: Sample[];
    };
    const counts = [...new Set(tensors.slice((2 * steps) / 3))];
    const late = samples.filter(({ step }) => step >= (2 * steps) / 3);
    const bytes = [...new Set(late.map((sample) => sample.bytes))];
    const half = late.length / 2;
    const growthOf = (read: (some: readonly Sample[]) => number) =>
      read(late.slice(half)) - read(late.slice(0, half));
    // Single readings jump: by what a step still held, and by pages that the engine takes and gives back.
    const held = growthOf((some) => Math.min(...some.map((sample) => sample.held)));
    const resident = growthOf((some) => median(some.map((sample) => sample.resident)));
    const steady = counts.length === 1 && bytes.length === 1;
    return {
      pass: taken === steps && steady && held < mostGrowth && resident < mostResidentGrowth,
      figures: {
        steps: taken,
        tensors: counts,
        bytes,
        growthKB: { held: Math.round(held / 1024), resident: Math.round(resident / 1024) },
        residentMB: samples.map((sample) => Math.round(sample.resident / 2 ** 20)),
      },
    };
  },
};
