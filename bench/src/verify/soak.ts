import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Check } from '../check.ts';
import { median } from '../statistics.ts';

const steps = 2000;
const mostGrowth = 2 ** 20;

/** A long training neither leaks tensors nor grows. */
export const soak: Check = {
  name: 'soak',
  about: `over the last ${steps / 2} of ${steps} training steps tensors and their bytes are constant and memory grows by less than 1 MB`,
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
      samples: { step: number; bytes: number; resident: number }[];
    };
    const counts = [...new Set(tensors.slice(steps / 2))];
    const late = samples.filter(({ step }) => step >= steps / 2);
    const bytes = [...new Set(late.map((sample) => sample.bytes))];
    const resident = late.map((sample) => sample.resident);
    // Single readings jump by pages that the engine takes and gives back.
    const growth = median(resident.slice(-5)) - median(resident.slice(0, 5));
    return {
      pass: taken === steps && counts.length === 1 && bytes.length === 1 && growth < mostGrowth,
      figures: {
        steps: taken,
        tensors: counts,
        bytes,
        growthKB: Math.round(growth / 1024),
        residentMB: samples.map((sample) => Math.round(sample.resident / 2 ** 20)),
      },
    };
  },
};
