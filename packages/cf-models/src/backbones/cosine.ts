import { unitRows } from '@hnlm/tfjs-backend';
import type { Backbone } from '../backbone.ts';
import { mappedEncoding } from '../mapped-encoding.ts';

/**
 * Wraps a backbone so that it scores by cosine: its embeddings are divided by their length. L2 still acts on the backbone's own
 * tables. Samplers that put negatives together from hops see one hop.
 *
 * @example
 * ```ts
 * const options = { backbone: cosine(lightGCN({ layers: 2 })), loss: ccl(), negatives: uniform({ negatives: 100 }) };
 * ```
 */
export function cosine(backbone: Backbone): Backbone {
  return {
    ...backbone,
    name: `${backbone.name} by cosine`,
    plan: `${backbone.plan}, scored by cosine`,
    prepare(preparation) {
      const prepared = backbone.prepare(preparation);
      return {
        ...prepared,
        encode: (pass) => mappedEncoding(prepared.encode(pass), { users: unitRows, items: unitRows }),
      };
    },
  };
}
