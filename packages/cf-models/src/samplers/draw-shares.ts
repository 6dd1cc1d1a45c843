import type { Random } from '@hnlm/core';
import { randomUniform } from '@hnlm/tfjs-backend';

/** Draws mixing coefficients from [0, 1), one for each hop of each negative: `[hops * n]`. */
export function drawShares(hops: number, n: number, random: Random): Float32Array {
  const shares = new Float32Array(hops * n);
  for (let hop = 0; hop < hops; hop++) {
    const ofHop = randomUniform([n], random);
    shares.set(ofHop.dataSync() as Float32Array, hop * n);
    ofHop.dispose();
  }
  return shares;
}
