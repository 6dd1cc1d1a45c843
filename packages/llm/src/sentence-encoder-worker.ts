import { parentPort } from 'node:worker_threads';
import { loadGraphModel, ready, setBackend, type Tensor, tensor1d, tensor2d } from '@tensorflow/tfjs';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { packageFolder, readWeights } from './sentence-encoder-weights.ts';

/** Texts as token ids, all of the same length. */
export interface EncodeJob {
  readonly tokens: readonly Int32Array[];
}

/** Vectors row by row, `[tokens.length * 512]`. */
export interface EncodeResult {
  readonly vectors: Float32Array<ArrayBuffer>;
}

setWasmPaths(packageFolder('@tensorflow/tfjs-backend-wasm'));
await setBackend('wasm');
await ready();
const { modelTopology, weightSpecs, weightData } = await readWeights();
const artifacts = { modelTopology, weightSpecs, weightData };
const model = await loadGraphModel({ load: async () => artifacts as never });

parentPort!.on('message', async ({ tokens }: EncodeJob) => {
  const length = tokens[0].length;
  const places = new Int32Array(tokens.length * length * 2);
  const ids = new Int32Array(tokens.length * length);
  for (const [row, text] of tokens.entries()) {
    ids.set(text, row * length);
    for (let column = 0; column < length; column++) places.set([row, column], (row * length + column) * 2);
  }
  const indices = tensor2d(places, [ids.length, 2], 'int32');
  const values = tensor1d(ids, 'int32');
  const encoded = (await model.executeAsync({ indices, values })) as Tensor;
  const vectors = new Float32Array(await encoded.data<'float32'>());
  for (const tensor of [indices, values, encoded]) tensor.dispose();
  const result: EncodeResult = { vectors };
  parentPort!.postMessage(result, [vectors.buffer]);
});
