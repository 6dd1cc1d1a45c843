import type { Model } from '@hnlm/core';
import type { Embeddings } from '@hnlm/tfjs-backend';
import * as tf from '@tensorflow/tfjs';
import type { PreparedBackbone } from './backbone.ts';

/** Reads the embeddings of all users and items off a backbone, as the model is used: without noise and dropout. */
export function embeddingsOf(
  backbone: PreparedBackbone,
): Pick<Model, 'dimensions' | 'userEmbeddings' | 'itemEmbeddings'> {
  const { users, items } = tf.tidy(() => backbone.encode().all() as never) as Embeddings;
  const [userEmbeddings, itemEmbeddings] = [users.dataSync(), items.dataSync()] as Float32Array[];
  const dimensions = users.shape[1];
  // Without layers the embeddings are the parameters themselves.
  const parameters: readonly tf.Tensor[] = Object.values(backbone.parameters);
  for (const tensor of [users, items]) if (!parameters.includes(tensor)) tensor.dispose();
  return { dimensions, userEmbeddings, itemEmbeddings };
}
