import type { Check } from './check.ts';

/**
 * Runs the check that the command line names, with the arguments behind the name, and prints what it found as one line of
 * JSON; without a name, lists them all.
 */
export async function runNamed(command: string, checks: readonly Check[]): Promise<void> {
  const [name, ...args] = process.argv.slice(2);
  const check = checks.find((one) => one.name === name);
  if (!check) {
    const width = Math.max(...checks.map((one) => one.name.length)) + 2;
    const list = checks.map((one) => `  ${one.name.padEnd(width)}${one.about}`).join('\n');
    console.log(
      `${name ? `Unknown name "${name}". ` : ''}npm run ${command} -- <name>, with one of:\n${list}`,
    );
    process.exitCode = name ? 2 : 0;
    return;
  }
  const { pass, figures } = await check.run((line) => console.error(line), args);
  console.log(JSON.stringify({ name: check.name, pass, figures }));
  process.exitCode = pass ? 0 : 1;
}
