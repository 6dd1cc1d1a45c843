import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { randomVectors, semanticMix } from '@hnlm/align';
import { type Backbone, dns, lightGCN, mf, type NegativeSampler, train, uniform } from '@hnlm/cf-models';
import { useBackend } from '@hnlm/tfjs-backend';
import type { Check } from '../check.ts';
import { type KernelUse, profileKernels, watchInheritedKernels } from '../profile-kernels.ts';
import { generatedPairs } from '../small-training.ts';

const root = fileURLToPath(new URL('../../..', import.meta.url));
/** The operations of the backend, compared with tfjs's own. */
const suite = 'packages/tfjs-backend/src';

/** Most entries that a kernel in tfjs's JavaScript may handle at a time: less than one number for each positive. */
const trivial = 1024;

const backbones: readonly Backbone[] = [lightGCN({ dim: 64, layers: 3 }), mf({ dim: 64 })];
const samplers: readonly NegativeSampler[] = [
  uniform(),
  dns({ candidates: 8 }),
  semanticMix({ source: randomVectors({ textOf: (user) => user.length % 4, texts: 4 }) }),
];

/** Which kernels a training step runs, and whether every operation gives what tfjs gives. */
export const backendConformance: Check = {
  name: 'backend-conformance',
  about:
    'every operation gives what plain tfjs gives; no kernel of a training step runs in the JavaScript of tfjs',
  async run(log) {
    watchInheritedKernels();
    await useBackend('hnlm');
    const steps = [];
    for (const backbone of backbones) {
      for (const negatives of samplers) {
        const { webAssembly, inherited } = await profileKernels(() =>
          train({ ...generatedPairs(), metric: () => 0, backbone, negatives, seed: 1, epochs: 1 }),
        );
        const slow = inherited.filter(({ elements }) => elements > trivial);
        log(`${backbone.name}, ${negatives.name}`);
        log(`  in WebAssembly: ${describe(webAssembly)}`);
        log(`  in JavaScript:  ${describe(inherited) || 'none'}`);
        steps.push({ backbone: backbone.name, negatives: negatives.name, webAssembly, inherited, slow });
      }
    }
    log('comparing every operation with the plain cpu backend ...');
    const tests = await runSuite();
    return {
      pass: tests.passed > 0 && tests.failed.length === 0 && steps.every(({ slow }) => slow.length === 0),
      figures: { tests, steps },
    };
  },
};

const describe = (uses: readonly KernelUse[]) =>
  uses.map((use) => `${use.name} ${use.calls}x ${use.milliseconds} ms (${use.elements})`).join(', ');

/** What vitest reports of one file. */
interface TestFile {
  readonly name: string;
  readonly status: string;
  readonly message: string;
  readonly assertionResults: readonly {
    readonly status: string;
    readonly fullName: string;
    readonly failureMessages: readonly string[];
  }[];
}

/** Runs the tests of the backend and counts them, failed ones by name; skipped ones belong to backends that are not installed. */
async function runSuite(): Promise<{ passed: number; failed: string[]; skipped: number }> {
  const folder = await mkdtemp(join(tmpdir(), 'hnlm-conformance-'));
  const file = join(folder, 'report.json');
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const args = [vitest, 'run', suite, '--reporter=json', `--outputFile=${file}`];
  try {
    // Its exit code says no more than the report.
    await new Promise((resolve) => execFile(process.execPath, args, { cwd: root }, resolve));
    const report = JSON.parse(await readFile(file, 'utf8'));
    const files = report.testResults as TestFile[];
    const failed = files.flatMap(({ name, message, status, assertionResults }) => {
      const tests = assertionResults.filter((one) => one.status === 'failed');
      if (status === 'failed' && tests.length === 0) return [`${name}: ${message}`];
      return tests.map(
        ({ fullName, failureMessages }) => `${fullName}: ${failureMessages[0]?.split('\n')[0]}`,
      );
    });
    return { passed: report.numPassedTests, failed, skipped: report.numPendingTests };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
