import { dns } from '@hnlm/cf-models';
import { gatherRows } from '@hnlm/tfjs-backend';
import type { VectorSource } from './vector-source.ts';

/** Makes the control "the miner, not the generator": the vector is the embedding of an item that DNS picks. */
export function minedVectors({ candidates = 8 }: { candidates?: number } = {}): VectorSource {
  const miner = dns({ candidates });
  return {
    plan: `the embedding of the item that the model scores highest among ${candidates} uniform candidates`,
    prepare(preparation) {
      const prepared = miner.prepare(preparation);
      return {
        vectorsFor(batch, context) {
          const stream = context.random.split('mined');
          const { items } = prepared.sample(batch, { ...context, random: stream });
          const rows = gatherRows(context.embeddings.items, items);
          const values = rows.dataSync() as Float32Array;
          rows.dispose();
          return { values, present: new Uint8Array(batch.users.length).fill(1) };
        },
      };
    },
  };
}
