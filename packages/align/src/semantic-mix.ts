import type { BatchEmbeddings, NegativeSampler } from '@hnlm/cf-models';
import { uniform } from '@hnlm/cf-models';
import { pairDots, unitRows } from '@hnlm/tfjs-backend';
import * as tf from '@tensorflow/tfjs';
import { mixNegatives } from './mix-negatives.ts';
import type { GeneratedVectors, VectorSource } from './vector-source.ts';

/** Options of {@link semanticMix}. */
export interface SemanticMixOptions {
  readonly source: VectorSource;
  /** Weight of the generated vector, α; default .1. 0 switches the vector off everywhere: uniform, to the bit. */
  readonly alpha?: number;
  /** Weight of the contrastive term softplus((cos(u, h) - cos(u, i)) / τ); default .001 (released HNLMRec code). */
  readonly contrastive?: number;
  /** Temperature τ of the contrastive term; default .2 (released HNLMRec code). */
  readonly temperature?: number;
}

/**
 * Makes the sampler of HNLMRec (arXiv 2504.04726): the negative is α h + (1 - α) e_j with j uniform and h a generated
 * vector, scaled to the length of e_j. No gradient flows into h from the ranking loss. Positives without a vector keep
 * the plain negative.
 */
export function semanticMix({
  source,
  alpha = 0.1,
  contrastive = 0.001,
  temperature = 0.2,
}: SemanticMixOptions): NegativeSampler {
  const base = uniform();
  if (alpha === 0) return base;
  return {
    name: 'semantic mix',
    plan: `${base.plan}, mixed with a weight of ${alpha} with ${source.plan}`,
    prepare(preparation) {
      const plain = base.prepare(preparation);
      const prepared = source.prepare({ ...preparation, random: preparation.random.split('source') });
      return {
        ...(prepared.parameters && { parameters: prepared.parameters }),
        sample(batch, context) {
          const drawn = plain.sample(batch, context);
          const generated = prepared.vectorsFor(batch, context);
          return {
            ...drawn,
            synthesise({ negatives }) {
              const h = scaledLike(generated, negatives);
              const weights = new Float32Array(generated.present).map((one) => one * alpha);
              return { vectors: mixNegatives(negatives, h, weights) };
            },
            auxiliaryLoss(embeddings) {
              const term = contrast(embeddings, generated, temperature).mul(contrastive);
              const own = prepared.loss?.(batch, embeddings);
              return (own ? term.add(own) : term) as tf.Scalar;
            },
          };
        },
      };
    },
  };
}

/** The generated vectors as constants, each as long as the negative that it is mixed into. */
function scaledLike({ values }: GeneratedVectors, negatives: tf.Tensor2D): tf.Tensor2D {
  const [rows, d] = negatives.shape;
  const like = negatives.dataSync() as Float32Array;
  const scaled = new Float32Array(values.length);
  for (let row = 0; row < rows; row++) {
    let [own, wanted] = [0, 0];
    for (let n = row * d; n < (row + 1) * d; n++) {
      own += values[n] * values[n];
      wanted += like[n] * like[n];
    }
    const scale = own > 0 ? Math.sqrt(wanted / own) : 0;
    for (let n = row * d; n < (row + 1) * d; n++) scaled[n] = values[n] * scale;
  }
  return tf.tensor2d(scaled, [rows, d]);
}

/** The mean of softplus((cos(u, h) - cos(u, i)) / τ) over the positives that have a vector. */
function contrast(
  { users, positives }: BatchEmbeddings,
  { values, present }: GeneratedVectors,
  temperature: number,
): tf.Scalar {
  const count = present.reduce((sum, one) => sum + one, 0);
  if (count === 0) return tf.scalar(0);
  const [size] = users.shape;
  const h = unitRows(tf.tensor2d(values, users.shape));
  const table = tf.concat([h, unitRows(positives)]) as tf.Tensor2D;
  const rows = new Int32Array(2 * size).map((_, row) => row);
  const own = rows.subarray(0, size);
  const [toGenerated, toPositives] = pairDots(unitRows(users), table, own, [own, rows.subarray(size)]);
  const difference = toGenerated.sub(toPositives).div(temperature).as1D();
  return tf
    .softplus(difference)
    .mul(tf.tensor1d(Float32Array.from(present)))
    .sum()
    .div(count) as tf.Scalar;
}
