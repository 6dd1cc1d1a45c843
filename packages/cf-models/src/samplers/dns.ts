import { HnlmError } from '@hnlm/core';
import { topCandidates } from '@hnlm/tfjs-backend';
import { checkCounts } from '../check-counts.ts';
import type { NegativeSampler } from '../sampler.ts';
import { drawUnseen } from './draw-unseen.ts';
import { eachNegative } from './each-negative.ts';
import { repeatEach } from './repeat-each.ts';
import { tablesFor } from './tables-for.ts';

/** Options of {@link dns}. */
export interface DnsOptions {
  /** Uniform candidates of each positive, N; default 16. */
  readonly candidates?: number;
  /** Highest candidates that are used, M; default 1, the highest. */
  readonly top?: number;
  /**
   * Which of the top M become negatives: `one`, drawn uniformly (AHNS's code; default), or `all`, as M negatives of the
   * positive (the authors' code, Shi et al. 2023). With BPR's mean over pairs, `all` is the expectation of `one`.
   */
  readonly use?: 'one' | 'all';
  /** Choices for each positive, each among candidates of its own (K pools in DENS's and AHNS's code); default 1. */
  readonly negatives?: number;
}

/**
 * Makes dynamic negative sampling, DNS(M, N): N uniform candidates without train items, of which the M that the current
 * model scores highest are used, with the embeddings of the step's own forward pass; ties go to the earlier draw
 * (Zhang et al. 2013; Shi et al. 2023).
 *
 * @throws HnlmError `OPTION` where `top` is larger than `candidates`.
 * @example
 * ```ts
 * const negatives = dns({ candidates: 16, top: 4 });
 * ```
 */
export function dns({
  candidates = 16,
  top = 1,
  use = 'one',
  negatives = 1,
}: DnsOptions = {}): NegativeSampler {
  checkCounts('DNS', { candidates, top, negatives });
  if (top > candidates) {
    throw new HnlmError(`dns cannot take one of the top ${top} of ${candidates} candidates`, {
      code: 'OPTION',
      hint: 'Set 1 <= top <= candidates.',
    });
  }
  const which = top === 1 ? 'the one' : use === 'all' ? `all of the ${top}` : `one of the ${top}`;
  return {
    name: 'DNS',
    plan: `${eachNegative(negatives)} draws ${candidates} uniform candidates without train items and takes ${which} that the current model scores highest`,
    prepare: ({ data }) => ({
      sample({ users }, context) {
        const { random } = context;
        const owners = repeatEach(users, negatives);
        const pool = drawUnseen(data, users, negatives * candidates, random);
        const { embeddings, rows } = tablesFor(context, owners);
        const columns = topCandidates(embeddings.users, embeddings.items, rows, pool, { top });
        if (use === 'all') {
          return { items: columns.map((column, n) => pool[Math.floor(n / top) * candidates + column]) };
        }
        const items = owners.map((_, n) => {
          const place = top === 1 ? 0 : random.integer(top);
          return pool[n * candidates + columns[n * top + place]];
        });
        return { items };
      },
    }),
  };
}
