import type { NegativeSampler } from '@hnlm/cf-models';
import { HnlmError, positionOf } from '@hnlm/core';
import type { HybridNegatives } from '@hnlm/semantic-neg';

/** Makes a sampler of negatives that were made for every train pair beforehand, with their weights in the loss. */
export function givenNegatives({ size, items, weights, counts }: HybridNegatives): NegativeSampler {
  const { generated, retrieved, empty } = counts;
  const share = (count: number) => `${((100 * count) / items.length).toFixed(1)} %`;
  const parts = [
    generated > 0 && `${share(generated)} generated`,
    `${share(retrieved)} retrieved`,
    empty > 0 && `${share(empty)} empty`,
  ].filter(Boolean);
  return {
    name: 'given',
    plan: `${size} negatives a positive that were made beforehand: ${parts.join(', ')}`,
    prepare({ data: { interactions } }) {
      if (items.length !== interactions.indices.length * size) {
        throw new HnlmError('the negatives belong to other train interactions', { code: 'NEGATIVES_PAIR' });
      }
      return {
        sample({ users, items: positives }) {
          const drawn = {
            items: new Int32Array(users.length * size),
            weights: new Float32Array(users.length * size),
          };
          for (const [n, user] of users.entries()) {
            const start = positionOf(interactions, user, positives[n]) * size;
            drawn.items.set(items.subarray(start, start + size), n * size);
            drawn.weights.set(weights.subarray(start, start + size), n * size);
          }
          return drawn;
        },
      };
    },
  };
}
