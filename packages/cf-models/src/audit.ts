import type { Random } from '@hnlm/core';
import { type GroundTruth, HnlmError, type SelectionSet, type TrainView } from '@hnlm/core';
import * as tf from '@tensorflow/tfjs';
import { type AuditFigures, auditFigures, type JudgeNegatives, userVariation } from './audit-figures.ts';
import type { PreparedBackbone } from './backbone.ts';
import { everyRow } from './every-row.ts';
import type { Negatives, PositiveBatch, PreparedSampler } from './sampler.ts';
import { drawUnseen } from './samplers/draw-unseen.ts';
import { samplingContext } from './train-step.ts';

/** Options of the sampler audit. It looks at the model after the epoch; what it sees never reaches training. */
export interface AuditOptions {
  /** What false negatives are judged by: validation while developing, or the known tastes of a simulated world. */
  readonly against?: SelectionSet | GroundTruth;
  /** Epochs between two audits; default 1. */
  readonly every?: number;
  /** Train pairs that negatives are drawn for; default 2000. Each costs the scores of all items, twice. */
  readonly pairs?: number;
  /** Users whose distribution of negatives is compared with the uniform one; default 20. */
  readonly users?: number;
  /** Negatives drawn for each of them; default 1000. */
  readonly draws?: number;
}

/** What an audit found. Of synthesised negatives it tells of the catalogue items that they are made from, at all hops. */
export interface SamplerAudit {
  readonly negatives: AuditFigures;
  /** The same figures of as many truly uniform draws for the same users: the yardstick. */
  readonly uniform: AuditFigures;
  /** Whether the loss saw vectors that were made from these items, and not the items. */
  readonly synthesised: boolean;
  /** Time to choose one negative in the steps of the epoch, in µs, without the forward pass of the model. */
  readonly microseconds: number;
}

/** Measures a sampler beside a model. */
export interface Auditor {
  readonly every: number;
  /**
   * @param random a stream of the audit's own
   * @param milliseconds spent on sampling in the epoch
   * @param positives that they were spent on
   */
  run(random: Random, epoch: number, milliseconds: number, positives: number): SamplerAudit;
}

/**
 * Prepares the audit of a sampler. What the sampler carries is put back after each look, so an audited training ends as one that is not.
 *
 * @throws HnlmError `AUDIT` where ids differ, or the sampler gives no negatives.
 */
export function auditor(
  { against, every = 1, pairs = 2000, users: probes = 20, draws = 1000 }: AuditOptions,
  { data, backbone, sampler }: { data: TrainView; backbone: PreparedBackbone; sampler: PreparedSampler },
): Auditor {
  const judge = against && judgeOf(against, data);
  const { indptr, indices } = data.interactions;
  const active = everyRow(data.users.size).filter((user) => indptr[user + 1] > indptr[user]);

  function positivesOf(users: Int32Array, random: Random): PositiveBatch {
    const items = users.map(
      (user) => indices[indptr[user] + random.integer(indptr[user + 1] - indptr[user])],
    );
    return { users, items };
  }

  return {
    every,
    run(random, epoch, milliseconds, positives) {
      const held = Object.entries(sampler.state?.() ?? {}).map(
        ([name, values]) => [name, values.slice()] as const,
      );
      const found: SamplerAudit[] = [];
      tf.tidy(() => {
        const encoding = backbone.encode();
        const embeddings = encoding.all();
        const draw = (batch: PositiveBatch, label: string) =>
          sampler.sample(batch, samplingContext(encoding, random.split(label), epoch));
        const chosen = random.split('pairs');
        const owners = Int32Array.from({ length: pairs }, () => active[chosen.integer(active.length)]);
        const batch = positivesOf(owners, chosen);
        const drawn = draw(batch, 'negatives');
        const items = itemsOf(drawn, pairs);
        const k = items.length / pairs;
        if (k === 0) {
          throw new HnlmError('there is nothing to audit: the sampler gives no negatives', {
            code: 'AUDIT',
            hint: 'Leave audit out.',
          });
        }
        const even = drawUnseen(data, owners, k, random.split('uniform'));

        const few = random.split('users').shuffle(active.slice()).subarray(0, probes);
        const perUser = Math.max(1, Math.round(draws / k));
        const repeated = Int32Array.from(
          { length: few.length * perUser },
          (_, n) => few[Math.floor(n / perUser)],
        );
        const probe = itemsOf(
          draw(positivesOf(repeated, random.split('probe')), 'probe negatives'),
          repeated.length,
        );
        const evenProbe = drawUnseen(data, repeated, k, random.split('probe uniform'));

        const [ofSampler, ofUniform] = auditFigures({ data, embeddings, batch, lists: [items, even], judge });
        found.push({
          negatives: { ...ofSampler, totalVariation: userVariation(data, few, probe) },
          uniform: { ...ofUniform, totalVariation: userVariation(data, few, evenProbe) },
          synthesised: Boolean(drawn.synthesise ?? drawn.byHop),
          microseconds: (1000 * milliseconds) / Math.max(1, (positives * drawn.items.length) / pairs),
        });
      });
      if (held.length > 0) sampler.restore?.(Object.fromEntries(held));
      return found[0];
    },
  };
}

/** The items that negatives are or are made from, those of a positive side by side, the ones of a hop after another's. */
function itemsOf({ items, byHop }: Negatives, positives: number): Int32Array {
  if (!byHop) return items;
  const k = items.length / positives;
  const per = byHop.items.length / positives;
  return byHop.items.map((_, n) => {
    const [positive, place] = [Math.floor(n / per), n % per];
    return byHop.items[Math.floor(place / k) * items.length + positive * k + (place % k)];
  });
}

function judgeOf(against: SelectionSet | GroundTruth, data: TrainView): JudgeNegatives {
  for (const side of ['users', 'items'] as const) {
    const [its, ours] = [against[side], data[side]];
    if (its !== ours && !(its.size === ours.size && its.ids.every((id, n) => id === ours.ids[n]))) {
      throw new HnlmError(`the ${side} that the audit is judged by are not those of the data`, {
        code: 'AUDIT',
        hint: 'Audit against a part of the same dataset.',
      });
    }
  }
  if (against.part === 'ground-truth') return { relevance: against.relevance };
  return { positives: against.interactions };
}
