import { contains, HnlmError, positionOf, type Random } from '@hnlm/core';
import { checkCounts } from '../check-counts.ts';
import type { NegativeSampler } from '../sampler.ts';
import { shortHash } from '../short-hash.ts';
import { uniform } from './uniform.ts';

/** A negative that somebody chose for a train interaction, by original ids. */
export interface NegativeRecord {
  readonly user: string;
  readonly item: string;
  readonly negative: string;
  /** Chance among the negatives of the pair, relative to the others; default 1. */
  readonly weight?: number;
}

/** Options of {@link precomputed}. */
export interface PrecomputedOptions {
  /** As from `readNegatives`. */
  readonly negatives: Iterable<NegativeRecord>;
  /** Negatives of each positive, k, drawn with replacement; default 1. */
  readonly perPositive?: number;
  /** Draws for pairs without a record, k negatives each; default uniform. */
  readonly fallback?: NegativeSampler;
}

/**
 * Makes a sampler of negatives that were chosen beforehand: each positive draws one or more of those of its pair, in
 * proportion to their weights.
 *
 * @throws HnlmError `OPTION`; when it is prepared: `NEGATIVES_UNKNOWN_ID`, `NEGATIVES_TRAIN_ITEM`, `NEGATIVES_PAIR` for a pair that
 * is no train interaction, `NEGATIVES_WEIGHT`; each names the record
 * @example
 * ```ts
 * const negatives = precomputed({ negatives: await readNegatives('negatives.tsv') });
 * ```
 */
export function precomputed({
  negatives,
  perPositive = 1,
  fallback = uniform({ negatives: perPositive }),
}: PrecomputedOptions): NegativeSampler {
  checkCounts('precomputed', { perPositive });
  const records = [...negatives];
  const hash = shortHash(
    records.flatMap(({ user, item, negative, weight = 1 }) => [user, item, negative, `${weight}`]),
  );
  return {
    name: 'precomputed',
    plan: `each positive takes ${perPositive === 1 ? 'one' : `${perPositive} draws`} of the ${records.length} negatives (${hash}) that were chosen beforehand for its pair; where there is none, ${fallback.plan}`,
    prepare(preparation) {
      const { data } = preparation;
      const { interactions } = data;
      const ofPair = new Map<number, { items: number[]; sums: number[] }>();
      for (const [n, { user, item, negative, weight = 1 }] of records.entries()) {
        const refuse = (code: string, what: string, hint: string): never => {
          throw new HnlmError(`negative ${n + 1} (${user}, ${item}, ${negative}): ${what}`, {
            code,
            hint,
            evidence: { record: n, user, item, negative },
          });
        };
        const index = { user: data.users.indexOf(user), item: data.items.indexOf(item) };
        const chosen = data.items.indexOf(negative);
        for (const [id, found] of [
          [user, index.user],
          [item, index.item],
          [negative, chosen],
        ] as const) {
          if (found === undefined)
            refuse('NEGATIVES_UNKNOWN_ID', `"${id}" is not in the dataset`, 'Use the original ids.');
        }
        const pair = positionOf(interactions, index.user as number, index.item as number);
        if (pair < 0) {
          refuse(
            'NEGATIVES_PAIR',
            'the pair is no train interaction',
            'Choose negatives for train interactions.',
          );
        }
        if (contains(interactions, index.user as number, chosen as number)) {
          refuse('NEGATIVES_TRAIN_ITEM', 'the negative is a train item of the user', 'Leave it out.');
        }
        if (!(weight > 0 && Number.isFinite(weight))) {
          refuse('NEGATIVES_WEIGHT', `the weight is ${weight}`, 'Give a finite weight above 0.');
        }
        const known = ofPair.get(pair) ?? { items: [], sums: [] };
        known.items.push(chosen as number);
        known.sums.push((known.sums.at(-1) ?? 0) + weight);
        ofPair.set(pair, known);
      }
      const other = fallback.prepare(preparation);
      const draw = ({ items, sums }: { items: number[]; sums: number[] }, random: Random): number => {
        const point = random.uniform() * (sums.at(-1) as number);
        return items[sums.findIndex((sum) => sum > point)] ?? (items.at(-1) as number);
      };
      return {
        ...other,
        sample({ users, items: positives }, context) {
          const items = new Int32Array(users.length * perPositive);
          const missing: number[] = [];
          const own = context.random.split('precomputed');
          for (const [n, user] of users.entries()) {
            const known = ofPair.get(positionOf(interactions, user, positives[n]));
            if (!known) missing.push(n);
            else for (let k = 0; k < perPositive; k++) items[n * perPositive + k] = draw(known, own);
          }
          if (missing.length > 0) {
            const batch = {
              users: Int32Array.from(missing, (n) => users[n]),
              items: Int32Array.from(missing, (n) => positives[n]),
            };
            const drawn = other.sample(batch, context);
            if (
              drawn.items.length !== missing.length * perPositive ||
              drawn.synthesise ||
              drawn.byHop ||
              drawn.weights
            ) {
              throw new HnlmError(`the sampler "${fallback.name}" cannot fill in for missing negatives`, {
                code: 'SAMPLER',
                hint: `Take one that gives plain items, ${perPositive} for each positive, such as uniform({ negatives: ${perPositive} }).`,
              });
            }
            for (const [place, n] of missing.entries()) {
              const own = drawn.items.subarray(place * perPositive, (place + 1) * perPositive);
              items.set(own, n * perPositive);
            }
          }
          return { items };
        },
      };
    },
  };
}
