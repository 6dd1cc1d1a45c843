import { readFileSync } from 'node:fs';
import { defineConfig } from 'tsup';

/** One configuration for every package: each subpath in its `exports` is an entry. */
const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
  exports: Record<string, string | Record<string, string>>;
};

const entry = Object.values(manifest.exports).flatMap((target) =>
  typeof target === 'object' && target['@hnlm/source'] ? [target['@hnlm/source']] : [],
);

export default defineConfig({
  entry,
  format: 'esm',
  target: 'es2023',
  dts: { compilerOptions: { noEmit: false, allowImportingTsExtensions: true, emitDeclarationOnly: true } },
  sourcemap: true,
  clean: true,
  splitting: true,
});
