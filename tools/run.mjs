#!/usr/bin/env node
// Runs one of the project's commands. Sets everything up first, on a machine with only git, Node 20+ and npm:
// the dependencies (by the pnpm that package.json names) and Node 24, which comes as an npm package.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const stamp = join(root, 'node_modules', '.hnlm-setup');
const node = join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
const source = ['--conditions=@hnlm/source', '--disable-warning=ExperimentalWarning'];

const commands = {
  setup: () => undefined,
  reproduce: (args) => [...source, join(root, 'apps/reproduce/src/cli.ts'), ...args],
  verify: (args) => [...source, join(root, 'bench/src/verify.ts'), ...args],
  bench: (args) => [...source, join(root, 'bench/src/bench.ts'), ...args],
  test: (args) => [join(root, 'node_modules/vitest/vitest.mjs'), 'run', ...args],
};

function fingerprint() {
  const hash = createHash('sha256');
  for (const file of ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json'])
    hash.update(readFileSync(join(root, file)));
  const kernels = join(root, 'packages/tfjs-backend/assembly');
  for (const file of readdirSync(kernels).sort()) hash.update(readFileSync(join(kernels, file)));
  return hash.digest('hex');
}

function setUp() {
  const wanted = fingerprint();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted && existsSync(node)) return;
  const { packageManager } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  console.error('Setting up (once): dependencies and Node 24 from the npm registry ...');
  const install = spawnSync('npx', ['--yes', packageManager, 'install', '--frozen-lockfile'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (install.status !== 0) {
    console.error(install.stdout ?? '', install.stderr ?? '');
    console.error(
      'Set-up failed: could not install the dependencies (see above). Is the npm registry reachable? Run the command again.',
    );
    process.exit(1);
  }
  writeFileSync(stamp, wanted);
}

const [name, ...args] = process.argv.slice(2);
if (!(name in commands)) {
  console.error(`Unknown command "${name}". Known: ${Object.keys(commands).join(', ')}.`);
  process.exit(2);
}
setUp();
const argv = commands[name](args);
if (argv) {
  const path = `${join(root, 'node_modules', '.bin')}${process.platform === 'win32' ? ';' : ':'}${process.env.PATH}`;
  const child = spawn(node, argv, {
    cwd: name === 'test' ? root : (process.env.INIT_CWD ?? process.cwd()),
    stdio: 'inherit',
    env: { ...process.env, PATH: path },
  });
  // A terminal sends Ctrl-C to both; this process waits for the child to end in order.
  for (const signal of ['SIGINT', 'SIGTERM'])
    process.on(signal, () => signal === 'SIGTERM' && child.kill(signal));
  child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
}
