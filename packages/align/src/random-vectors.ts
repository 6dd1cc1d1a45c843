import { positionOf } from '@hnlm/core';
import { type TextOfPair, textsByInteraction } from './texts-by-pair.ts';
import type { VectorSource } from './vector-source.ts';

/** Makes the control "any noise would do": each text's vector is a random direction that stays the same in training. */
export function randomVectors({ textOf, texts }: { textOf: TextOfPair; texts: number }): VectorSource {
  return {
    plan: 'a random direction, fixed for each text',
    prepare({ data, dimensions, random }) {
      const stream = random.split('random vectors');
      const vectors = Float32Array.from({ length: texts * dimensions }, () => stream.normal());
      const byInteraction = textsByInteraction(data, textOf);
      return {
        vectorsFor({ users, items }) {
          const values = new Float32Array(users.length * dimensions);
          const present = new Uint8Array(users.length);
          for (const [n, user] of users.entries()) {
            const text = byInteraction[positionOf(data.interactions, user, items[n])] ?? -1;
            if (text < 0) continue;
            values.set(vectors.subarray(text * dimensions, (text + 1) * dimensions), n * dimensions);
            present[n] = 1;
          }
          return { values, present };
        },
      };
    },
  };
}
