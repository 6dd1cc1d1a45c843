// Packs the packages, installs the tarballs into an empty project as a user would, and trains a small model there:
// the built files alone, without the workspace, without sources.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const packages = fileURLToPath(new URL('../packages', import.meta.url));
const project = mkdtempSync(join(tmpdir(), 'hnlm-installed-'));
const run = (command, args, cwd) =>
  execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });

const example = `
import { adjustedDns, textAffinity, textInitialiser } from '@hnlm/align';
import { dns, lightGCN, popularity, train } from '@hnlm/cf-models';
import { simulateWorld } from '@hnlm/data';
import { evaluate, validationMetric } from '@hnlm/eval';
import { parseModelName } from '@hnlm/llm';
import { ollama } from '@hnlm/llm/ollama';
import { extractiveProfiles } from '@hnlm/llm-profile';
import { swapAttributes } from '@hnlm/semantic-neg';
import { createRandom } from '@hnlm/core';
import { useBackend } from '@hnlm/tfjs-backend';

await useBackend('hnlm');
const { dataset, concepts } = simulateWorld({ users: 150, items: 120, seed: 1 });
const profiles = extractiveProfiles({ data: dataset.train });
const negatives = swapAttributes({ data: dataset.train, concepts, random: createRandom(1) });
const model = await train({
  data: dataset.train,
  validation: dataset.validation,
  metric: validationMetric('NDCG@20'),
  backbone: lightGCN({ dim: 16 }),
  negatives: dns({ candidates: 4 }),
  seed: 1,
  epochs: 15,
  learningRate: 0.01,
});
const of = async (one) => (await evaluate({ model: one, on: dataset.test, at: [20] })).metrics['NDCG@20'];
const [trained, popular] = [await of(model), await of(popularity(dataset.train))];
const unavailable = await ollama({ model: 'x', host: 'http://127.0.0.1:9' }).identity().catch((error) => error.code);
console.log(JSON.stringify({
  trained, popular, profiles: profiles.items.length, negatives: negatives.texts.length, unavailable,
  others: [adjustedDns, textAffinity, textInitialiser, parseModelName].map((one) => typeof one),
}));
`;

try {
  const names = readdirSync(packages);
  for (const name of names) run('pnpm', ['pack', '--pack-destination', project], join(packages, name));
  writeFileSync(
    join(project, 'package.json'),
    JSON.stringify({ name: 'user', private: true, type: 'module' }),
  );
  writeFileSync(join(project, 'example.js'), example);
  const tarballs = readdirSync(project).filter((file) => file.endsWith('.tgz'));
  if (tarballs.length !== names.length)
    throw new Error(`${tarballs.length} tarballs of ${names.length} packages`);
  run(
    'npm',
    ['install', '--no-audit', '--no-fund', ...tarballs.map((file) => `./${file}`), 'ollama'],
    project,
  );
  const result = JSON.parse(run(process.execPath, ['example.js'], project).trim().split('\n').at(-1));
  const fine =
    result.trained > result.popular && result.negatives > 100 && result.unavailable === 'LLM_UNREACHABLE';
  console.log(`installed from tarballs: ${JSON.stringify(result)}`);
  if (!fine) throw new Error('the installed packages do not do what they should');
} finally {
  rmSync(project, { recursive: true, force: true });
}
