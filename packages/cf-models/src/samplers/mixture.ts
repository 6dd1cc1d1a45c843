import { HnlmError, type Random } from '@hnlm/core';
import { type Embeddings, gatherRows } from '@hnlm/tfjs-backend';
import * as tf from '@tensorflow/tfjs';
import type { Parameters } from '../backbone.ts';
import type {
  BatchEmbeddings,
  BatchHops,
  NegativeSampler,
  Negatives,
  PositiveBatch,
  PreparedSampler,
  SamplingContext,
  SynthesisedNegatives,
} from '../sampler.ts';
import { synthesiseByHop } from './mix-by-hop.ts';

/** One of the samplers of a {@link mixture}. */
export interface MixturePart {
  readonly sampler: NegativeSampler;
  /** Its share of the positives, relative to the shares of the others. */
  readonly share: number;
}

/** What one sampler drew, and for which positives of the batch. */
interface Drawn {
  readonly places: Int32Array;
  readonly negatives: Negatives;
}

/**
 * Makes a mixture of samplers: each positive draws, at each step, which of them chooses its negatives, with chances in
 * proportion to the shares.
 *
 * @throws HnlmError `OPTION` for shares that are not above 0; while it samples, `SAMPLER` where the samplers give different
 * numbers of negatives
 * @example
 * ```ts
 * const negatives = mixture([
 *   { sampler: uniform(), share: 3 },
 *   { sampler: dns({ candidates: 16 }), share: 1 },
 * ]);
 * ```
 */
export function mixture(parts: readonly MixturePart[]): NegativeSampler {
  const total = parts.reduce((sum, { share }) => sum + share, 0);
  if (parts.length === 0 || parts.some(({ share }) => !(share > 0 && Number.isFinite(share)))) {
    throw new HnlmError(`a mixture cannot have the shares ${parts.map(({ share }) => share).join(', ')}`, {
      code: 'OPTION',
      hint: 'Give at least one sampler, each with a share above 0.',
    });
  }
  const percent = (share: number) => `${Number(((100 * share) / total).toPrecision(3))} %`;
  return {
    name: parts.map(({ sampler, share }) => `${percent(share)} ${sampler.name}`).join(', '),
    plan: parts.map(({ sampler, share }) => `for ${percent(share)} of positives: ${sampler.plan}`).join('; '),
    prepare(preparation) {
      const prepared = parts.map(({ sampler }, n) =>
        sampler.prepare({ ...preparation, random: preparation.random.split('part', n) }),
      );
      return {
        parameters: named(prepared.map(({ parameters = {} }) => parameters)) as Parameters,
        startEpoch(context) {
          for (const [n, one] of prepared.entries()) {
            one.startEpoch?.(viewOf(context, context.random.split('part', n)));
          }
        },
        sample(batch, context) {
          const which = parts.map(() => [] as number[]);
          for (let n = 0; n < batch.users.length; n++) {
            let point = context.random.uniform() * total;
            let part = 0;
            while (part < parts.length - 1 && point >= parts[part].share) point -= parts[part++].share;
            which[part].push(n);
          }
          const drawn: Drawn[] = [];
          for (const [n, list] of which.entries()) {
            if (list.length === 0) continue;
            const places = Int32Array.from(list);
            const own = { users: pick(batch.users, places), items: pick(batch.items, places) };
            const view = viewOf(context, context.random.split('part', n));
            drawn.push({ places, negatives: prepared[n].sample(own, view) });
          }
          return merge(drawn, batch, context.hops.count);
        },
        state: () => named(prepared.map((one) => one.state?.() ?? {})),
        restore(state) {
          for (const [n, one] of prepared.entries()) {
            const own = Object.entries(state).filter(([name]) => name.startsWith(`${n}.`));
            one.restore?.(
              Object.fromEntries(own.map(([name, value]) => [name.slice(`${n}.`.length), value])),
            );
          }
        },
        dispose() {
          for (const one of prepared) one.dispose?.();
        },
      } satisfies PreparedSampler;
    },
  };
}

/** One record of all, with the number of the part before each name. */
function named<T>(records: readonly Readonly<Record<string, T>>[]): Record<string, T> {
  return Object.fromEntries(
    records.flatMap((record, n) => Object.entries(record).map(([name, value]) => [`${n}.${name}`, value])),
  );
}

/** The same context with a stream of its own. Getters stay getters: what no sampler reads is not computed. */
/** What a part sees. Each part has users of its own: all at once cost less than those of each by themselves. */
function viewOf(context: SamplingContext, random: Random): SamplingContext {
  const forUsers = (list: Int32Array): Embeddings => {
    const { users, items } = context.embeddings;
    return { users: gatherRows(users, list), items };
  };
  return Object.create(context, { random: { value: random }, forUsers: { value: forUsers } });
}

const pick = (values: Int32Array, places: Int32Array) => places.map((place) => values[place]);

/** Puts what the samplers drew in the order of the batch. */
function merge(drawn: readonly Drawn[], { users }: PositiveBatch, hops: number): Negatives {
  const size = users.length;
  const widths = drawn.map(({ places, negatives }) => negatives.items.length / places.length);
  const [k] = widths;
  if (!widths.every((width) => width === k)) {
    throw new HnlmError(`the samplers of a mixture give ${widths.join(', ')} negatives a positive`, {
      code: 'SAMPLER',
      hint: 'Set the same number of negatives for each.',
    });
  }
  /** Lays values of the parts, `[places * k]` each, where they belong. */
  const laid = <T extends Int32Array | Float32Array>(
    to: T,
    valuesOf: (negatives: Negatives) => ArrayLike<number> | undefined,
    offset = 0,
  ): T => {
    for (const { places, negatives } of drawn) {
      const values = valuesOf(negatives);
      if (!values) continue;
      for (const [n, place] of places.entries())
        for (let c = 0; c < k; c++) to[offset + place * k + c] = values[n * k + c];
    }
    return to;
  };
  const any = (member: keyof Negatives) => drawn.some(({ negatives }) => negatives[member] !== undefined);
  const items = laid(new Int32Array(size * k), (negatives) => negatives.items);
  const plain = {
    items,
    ...(any('weights') && {
      weights: laid(new Float32Array(size * k).fill(1), ({ weights }) => weights),
    }),
    ...(any('offsets') && { offsets: laid(new Float32Array(size * k), ({ offsets }) => offsets) }),
    ...(any('auxiliaryLoss') && {
      auxiliaryLoss: (embeddings: BatchEmbeddings) =>
        tf.addN(
          drawn.flatMap(({ places, negatives }) =>
            negatives.auxiliaryLoss
              ? [negatives.auxiliaryLoss(rowsOf(embeddings, places, k)).mul(places.length / size)]
              : [],
          ),
        ) as tf.Scalar,
    }),
  };
  if (any('byHop')) {
    const hopItems = new Int32Array(hops * size * k);
    for (let hop = 0; hop < hops; hop++) {
      laid(
        hopItems,
        ({ byHop, items: own }) =>
          byHop ? byHop.items.subarray(hop * own.length, (hop + 1) * own.length) : own,
        hop * size * k,
      );
    }
    return {
      ...plain,
      byHop: {
        items: hopItems,
        synthesise: (all) =>
          together(drawn, k, ({ places, negatives }) => {
            const own = hopsOf(all, places, k);
            if (negatives.byHop) return synthesiseByHop(negatives.byHop, own);
            if (!negatives.synthesise) return { vectors: own.pool(own.negatives) };
            return negatives.synthesise({
              users: own.pool(own.users),
              positives: own.pool(own.positives),
              negatives: own.pool(own.negatives),
            });
          }),
        auxiliaryLoss: (all) =>
          tf.addN([
            tf.scalar(0),
            ...drawn.flatMap(({ places, negatives }) =>
              negatives.byHop?.auxiliaryLoss
                ? [negatives.byHop.auxiliaryLoss(hopsOf(all, places, k)).mul(places.length / size)]
                : [],
            ),
          ]) as tf.Scalar,
      },
    };
  }
  if (!any('synthesise')) return plain;
  return {
    ...plain,
    synthesise: (embeddings) =>
      together(drawn, k, ({ places, negatives }) => {
        const own = rowsOf(embeddings, places, k);
        return negatives.synthesise?.(own) ?? { vectors: own.negatives };
      }),
  };
}

/** Puts the vectors of the parts in the order of the batch. L2 acts on the vectors' items: parts may not agree on more. */
function together(
  drawn: readonly Drawn[],
  k: number,
  synthesise: (one: Drawn) => SynthesisedNegatives,
): SynthesisedNegatives {
  const rows = drawn.map((one) => synthesise(one).vectors);
  const order = new Int32Array(rows.reduce((sum, { shape }) => sum + shape[0], 0));
  let next = 0;
  for (const { places } of drawn) {
    for (const place of places) for (let c = 0; c < k; c++) order[place * k + c] = next++;
  }
  return { vectors: gatherRows(tf.concat(rows) as tf.Tensor2D, order) };
}

const wide = (places: Int32Array, k: number) =>
  Int32Array.from({ length: places.length * k }, (_, n) => places[Math.floor(n / k)] * k + (n % k));

function rowsOf(all: BatchEmbeddings, places: Int32Array, k: number): BatchEmbeddings {
  return {
    users: gatherRows(all.users, places),
    positives: gatherRows(all.positives, places),
    negatives: gatherRows(all.negatives, wide(places, k)),
  };
}

function hopsOf(all: BatchHops, places: Int32Array, k: number): BatchHops {
  const take = (parts: readonly tf.Tensor2D[], rows: Int32Array) =>
    parts.map((part) => gatherRows(part, rows));
  return {
    users: take(all.users, places),
    positives: take(all.positives, places),
    negatives: take(all.negatives, wide(places, k)),
    pool: all.pool,
  };
}
