// Compiles assembly/ to WebAssembly and writes it as a module, so that Node, bundlers and browsers load it alike:
// for memory that threads share and for memory of one thread, each with and without relaxed SIMD.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const folder = mkdtempSync(join(tmpdir(), 'hnlm-kernels-'));

async function compile(name, ...options) {
  const out = relative('.', join(folder, `${name}.wasm`));
  const { error, stderr } = await asc.main([
    'assembly/index.ts',
    '-O3',
    '--noAssert',
    '--runtime=stub',
    '--importMemory',
    '--initialMemory=1',
    '--maximumMemory=65536',
    // Below it the threads keep what they share (src/threads.ts).
    '--memoryBase=1024',
    `--outFile=${out}`,
    '--bindings=raw',
    ...options,
  ]);
  if (error) {
    console.error(stderr.toString());
    process.exit(1);
  }
  return readFileSync(out).toString('base64');
}

const shared = ['--sharedMemory', '--enable=simd,threads'];
const binaries = {
  shared: {
    plain: await compile('shared', ...shared),
    relaxed: await compile('shared-relaxed', ...shared, '--enable=relaxed-simd'),
  },
  unshared: {
    plain: await compile('unshared', '--enable=simd'),
    relaxed: await compile('unshared-relaxed', '--enable=simd,relaxed-simd'),
  },
};
const declarations = readFileSync(join(folder, 'shared.d.ts'), 'utf8');
const signatures = [...declarations.matchAll(/export (?:declare )?function (.*;)/g)].map(
  ([, signature]) => signature,
);
const ranges = signatures.filter((signature) =>
  /^\w+\(start: number, end: number, thread: number/.test(signature),
);
rmSync(folder, { recursive: true });

writeFileSync(
  'src/kernels.generated.ts',
  `// Written by scripts/build-kernels.mjs from assembly/.

/** The exported kernels; every argument is an address or a number. */
export interface Kernels {
${signatures.map((signature) => `  ${signature}`).join('\n')}
}

/** Kernels that compute any range of their rows, with scratch of their own for each thread. */
export type RangeKernel = ${ranges.map((signature) => `'${signature.slice(0, signature.indexOf('('))}'`).join(' | ') || 'never'};

/** The kernels as WebAssembly, in base64. */
export const binaries = ${JSON.stringify(binaries)};
`,
);
