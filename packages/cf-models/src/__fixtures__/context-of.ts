import type { Random } from '@hnlm/core';
import type { Embeddings } from '@hnlm/tfjs-backend';
import { encodingOf } from '../encoding.ts';
import type { SamplingContext } from '../sampler.ts';
import { samplingContext } from '../train-step.ts';

/** Makes what a sampler sees of a model with these embeddings, as one hop. For tests. */
export function contextOf(embeddings: Embeddings, random: Random, epoch = 1): SamplingContext {
  return samplingContext(encodingOf(embeddings), random, epoch);
}
