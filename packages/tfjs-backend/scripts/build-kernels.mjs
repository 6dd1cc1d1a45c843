// Compiles assembly/ to WebAssembly and writes it as a module, so that Node, bundlers and browsers load it alike.
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

process.chdir(fileURLToPath(new URL('..', import.meta.url)));
const wasm = 'src/kernels.generated.wasm';
const { error, stderr } = await asc.main([
  'assembly/index.ts',
  '-O3',
  '--noAssert',
  '--runtime=stub',
  '--importMemory',
  '--sharedMemory',
  '--initialMemory=1',
  '--maximumMemory=65536',
  '--enable=simd,threads',
  `--outFile=${wasm}`,
]);
if (error) {
  console.error(stderr.toString());
  process.exit(1);
}
const base64 = readFileSync(wasm).toString('base64');
rmSync(wasm);
writeFileSync(
  'src/kernels.generated.ts',
  `/** The kernels of assembly/, compiled by scripts/build-kernels.mjs. */\nexport const kernels: string =\n  '${base64}';\n`,
);
