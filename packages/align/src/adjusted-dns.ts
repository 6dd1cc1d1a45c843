import {
  chooseTop,
  type DnsOptions,
  dns,
  drawUnseen,
  type NegativeSampler,
  scorePairs,
  tablesFor,
} from '@hnlm/cf-models';
import type { TextAffinity } from './text-affinity.ts';

/** Options of {@link adjustedDns}. */
export interface AdjustedDnsOptions extends DnsOptions {
  readonly affinity: TextAffinity;
  /** Weight of the text, λ; default .2. 0 is plain DNS. */
  readonly lambda?: number;
}

/**
 * Makes semantically adjusted DNS: the text enters as evidence for a positive. Among N uniform candidates, one of the M
 * with the highest s(u, j) - λ z(u, j); the loss compares s - λ z on both sides, with the positive's own z⁻(u, i).
 * Ranking uses s alone, which therefore learns log-odds + λ z.
 *
 * @example
 * ```ts
 * const negatives = adjustedDns({ affinity: textAffinity({ data, itemTexts }), candidates: 16, top: 4, lambda: 0.2 });
 * ```
 */
export function adjustedDns({
  affinity,
  lambda = 0.2,
  candidates = 16,
  top = 1,
}: AdjustedDnsOptions): NegativeSampler {
  const plain = dns({ candidates, top });
  if (lambda === 0) return plain;
  return {
    name: 'adjusted DNS',
    plan: `${plain.plan}, where scores count less by ${lambda} times the text affinity, in the choice and in the loss`,
    prepare: ({ data }) => ({
      sample(batch, context) {
        const { random } = context;
        const { users } = batch;
        const pool = drawUnseen(data, users, candidates, random);
        const { embeddings, rows } = tablesFor(context, users);
        const keys = scorePairs(embeddings, rows, pool);
        for (const [n, user] of users.entries()) {
          for (let c = n * candidates; c < (n + 1) * candidates; c++)
            keys[c] -= lambda * affinity.of(user, pool[c]);
        }
        const chosen = chooseTop(keys, candidates, top, random);
        const items = chosen.map((column, row) => pool[row * candidates + column]);
        const offsets = Float32Array.from(
          items,
          (item, n) =>
            lambda * (affinity.withoutItself(users[n], batch.items[n]) - affinity.of(users[n], item)),
        );
        return { items, offsets };
      },
    }),
  };
}
