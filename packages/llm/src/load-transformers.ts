import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, readdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { pipeline as streamPipeline } from 'node:stream/promises';
import { HnlmError } from '@hnlm/core';

/** Where a model of transformers.js is, and which library runs it. */
export interface TransformersSource {
  /** Name of the model: a folder below `localModelPath`, or a repository of the Hugging Face hub. */
  readonly model: string;
  /** Folder that holds models, each in a folder of its name. */
  readonly localModelPath?: string;
  /** No attempt at the network; by default where `localModelPath` is set. */
  readonly offline?: boolean;
  /** Whether the quantised weights are taken, `onnx/model_quantized.onnx`; `true` by default. */
  readonly quantized?: boolean;
  /**
   * The library itself, as `await import('@huggingface/transformers')`. By default that one where it is installed, else
   * `@xenova/transformers`.
   */
  readonly library?: TransformersLibrary;
}

/** What is used of transformers.js, in either of its packages. */
export interface TransformersLibrary {
  readonly env: Record<string, unknown>;
  pipeline(task: string, model: string, options: Record<string, unknown>): Promise<unknown>;
}

/**
 * Loads a pipeline of transformers.js.
 *
 * @throws HnlmError `OPTIONAL_MISSING`, `LLM_MODEL_MISSING` naming the path
 */
async function loadPipeline<T>(task: string, source: TransformersSource): Promise<T> {
  const { model, localModelPath, quantized = true } = source;
  const { offline = localModelPath !== undefined } = source;
  const library = source.library ?? (await installed());
  const folder = localModelPath === undefined ? undefined : resolve(localModelPath);
  if (folder !== undefined && offline) await requireFile(join(folder, model, 'config.json'), model);
  // The library has one environment for all its models; these are what this load needs.
  library.env.allowRemoteModels = !offline;
  if (offline) library.env.useFSCache = false;
  if (folder !== undefined) library.env.localModelPath = `${folder}/`;
  try {
    return (await library.pipeline(task, model, { quantized, dtype: quantized ? 'q8' : 'fp32' })) as T;
  } catch (cause) {
    throw new HnlmError(`cannot load the model "${model}": ${(cause as Error).message}`, {
      code: 'LLM_MODEL_MISSING',
      hint: folder
        ? `Its files must lie in ${join(folder, model)}: config.json, tokenizer.json, onnx/model${quantized ? '_quantized' : ''}.onnx.`
        : 'Check its name, or set localModelPath to the folder that holds it.',
      evidence: { model },
      cause,
    });
  }
}

/** The successor first. */
const packages = ['@huggingface/transformers', '@xenova/transformers'];

async function installed(): Promise<TransformersLibrary> {
  const { resolve: locate } = createRequire(import.meta.url);
  for (const name of packages) {
    try {
      locate(name);
    } catch {
      continue;
    }
    // By a variable: a bundler must not ask for a package that need not be there.
    return (await import(/* @vite-ignore */ name)) as TransformersLibrary;
  }
  throw new HnlmError(`neither of the optional packages ${packages.join(' and ')} is installed`, {
    code: 'OPTIONAL_MISSING',
    hint: `Install one with: npm install ${packages[0]}`,
    evidence: { packages },
  });
}

async function requireFile(path: string, model: string): Promise<void> {
  await access(path).catch((cause: unknown) => {
    throw new HnlmError(`the model "${model}" is not there: ${path} is missing`, {
      code: 'LLM_MODEL_MISSING',
      hint: 'Put the files of the model there, or set localModelPath to the folder that holds them.',
      evidence: { model, path },
      cause,
    });
  });
}

/**
 * Hashes a local model, its weights and its settings: tokenizer and chat template decide about a reply too. `undefined` for
 * one of the hub.
 */
export async function digestOf({
  model,
  localModelPath,
  quantized = true,
}: TransformersSource): Promise<string | undefined> {
  if (localModelPath === undefined) return undefined;
  const folder = resolve(localModelPath, model);
  const filesIn = async (path: string, wanted: (name: string) => boolean) =>
    (await readdir(path).catch(() => [])).filter(wanted).sort();
  const ofPrecision = quantized ? /quantized|_q8/ : /^(?!.*(quantized|_q\d|_fp16)).*$/;
  const weights = await filesIn(
    join(folder, 'onnx'),
    (name) => /\.onnx/.test(name) && ofPrecision.test(name),
  );
  if (weights.length === 0) return undefined;
  const settings = await filesIn(folder, (name) => name.endsWith('.json') || name.endsWith('.jinja'));
  const hash = createHash('sha256');
  for (const path of [...weights.map((name) => join('onnx', name)), ...settings]) {
    hash.update(`${path}\n`);
    await streamPipeline(createReadStream(join(folder, path)), hash, { end: false });
  }
  return hash.digest('hex');
}

/** Loads a pipeline at the first call, and again only where that failed. */
export function loadedOnce<T>(task: string, source: TransformersSource): () => Promise<T> {
  let loading: Promise<T> | undefined;
  return () => {
    loading ??= loadPipeline<T>(task, source).catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };
}
