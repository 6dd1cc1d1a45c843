import type { Check } from './check.ts';
import { agent4rec } from './verify/agent4rec.ts';
import { ml100k } from './verify/ml-100k.ts';
import { quickstart } from './verify/quickstart.ts';
import { resume } from './verify/resume.ts';

const checks: readonly Check[] = [quickstart, ml100k, agent4rec, resume];

const [name] = process.argv.slice(2);
const check = checks.find((one) => one.name === name);
if (!check) {
  const list = checks.map((one) => `  ${one.name.padEnd(14)}${one.about}`).join('\n');
  console.log(`${name ? `Unknown check "${name}". ` : ''}npm run verify -- <name>, with one of:\n${list}`);
  process.exitCode = name ? 2 : 0;
} else {
  const { pass, figures } = await check.run((line) => console.error(line));
  console.log(JSON.stringify({ name: check.name, pass, figures }));
  process.exitCode = pass ? 0 : 1;
}
