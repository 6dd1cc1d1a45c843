import { contains, HnlmError, rowOf, type TrainView } from '@hnlm/core';
import { meanOf } from '../statistics/mean-of.ts';
import { normaliseText } from './normalise-text.ts';

/** A negative that a language model wrote, such as a row of `negativeRows` of `@hnlm/semantic-neg`. */
export interface WrittenNegative {
  /** Original id. */
  readonly user: string;
  /** Original id of the interacted item. */
  readonly positive: string;
  readonly text: string;
  /** Nearest catalogue items by original id, best first; leave it out, or empty, where none were looked for. */
  readonly grounded?: readonly { readonly item: string; readonly similarity: number }[];
}

/** For how many train pairs a text was written, and why not for the others. */
export interface WrittenCoverage {
  readonly pairs: number;
  readonly covered: number;
  /** Pairs by reason, such as the model's answer "None". */
  readonly uncovered: Readonly<Record<string, number>>;
}

/** What is known of the negatives; all shares are of pairs, so a text counts as often as it is used. */
export interface NegativeAudit {
  readonly pairs: number;
  /** Different texts, after case, punctuation and spaces are put aside. */
  readonly distinctTexts: number;
  /** Mean words of a text. */
  readonly words: number;
  /** Share of grounded negatives whose nearest item is at the threshold or nearer; null if none are grounded. */
  readonly grounded: number | null;
  /** Mean similarity to the nearest item; null if none are grounded. */
  readonly nearest: number | null;
  /** Share of grounded negatives whose nearest item is a train item of the user; null if none are grounded. */
  readonly nearestInHistory: number | null;
  /** Share that says the title of the interacted item. */
  readonly copiesPositive: number;
  /** Share that says the title of another train item of the user. */
  readonly copiesHistory: number;
  /** Share whose text was already used for an earlier pair. */
  readonly repeated: number;
  /** Share whose text was already used for an earlier pair of the same user. */
  readonly repeatedForUser: number;
  /** Share of train pairs without a text, and by reason; null without `coverage`. */
  readonly without: { readonly share: number; readonly reasons: Readonly<Record<string, number>> } | null;
}

/** Options of {@link auditNegatives}. */
export interface AuditNegativesOptions {
  readonly negatives: readonly WrittenNegative[];
  readonly data: Pick<TrainView, 'users' | 'items' | 'interactions' | 'texts'>;
  readonly coverage?: WrittenCoverage;
  /** Cosine to the nearest item from which a text counts as grounded; .45 by default, as `flagNegatives` has it. */
  readonly groundedFrom?: number;
}

/**
 * Counts what is wrong, or may be, with the negatives that a language model wrote. A title counts as said if the text is
 * the title, or holds one of at least three words; shorter titles occur in honest texts. It sees train data alone; for
 * the share that is false use `falseNegativeRate` with the nearest items.
 *
 * @throws HnlmError `AUDIT_EMPTY` without negatives, `AUDIT_IDS` for a user or item that is not in the data
 * @example
 * ```ts
 * const audit = auditNegatives({
 *   negatives: negativeRows(negatives),
 *   coverage: negatives.coverage,
 *   data: dataset.train,
 * });
 * audit.copiesHistory;
 * ```
 */
export function auditNegatives(options: AuditNegativesOptions): NegativeAudit {
  const { negatives, data, coverage, groundedFrom = 0.45 } = options;
  const pairs = negatives.length;
  if (pairs === 0) {
    throw new HnlmError('there are no negatives to audit', {
      code: 'AUDIT_EMPTY',
      hint: 'Pass the rows of a set of negatives; its coverage says why pairs have none.',
    });
  }
  const titles = data.texts.map(({ title }) => normaliseText(title ?? ''));
  const seen = new Set<string>();
  const seenByUser = new Set<string>();
  const nearest: number[] = [];
  const count = {
    grounded: 0,
    inHistory: 0,
    positive: 0,
    history: 0,
    repeated: 0,
    repeatedForUser: 0,
    words: 0,
  };
  for (const [row, negative] of negatives.entries()) {
    const user = indexIn(data.users, negative.user, 'user', row);
    const positive = indexIn(data.items, negative.positive, 'item', row);
    const text = normaliseText(negative.text);
    count.words += text === '' ? 0 : text.split(' ').length;

    const best = negative.grounded?.[0];
    if (best !== undefined) {
      nearest.push(best.similarity);
      if (best.similarity >= groundedFrom) count.grounded++;
      if (contains(data.interactions, user, indexIn(data.items, best.item, 'item', row))) count.inHistory++;
    }

    const says = (item: number) => saysTitle(text, titles[item]);
    if (says(positive)) count.positive++;
    if (rowOf(data.interactions, user).some((item) => item !== positive && says(item))) count.history++;

    const ofUser = `${user} ${text}`;
    if (seen.has(text)) count.repeated++;
    if (seenByUser.has(ofUser)) count.repeatedForUser++;
    seen.add(text);
    seenByUser.add(ofUser);
  }
  const ofGrounded = (value: number) => (nearest.length === 0 ? null : value / nearest.length);
  return {
    pairs,
    distinctTexts: seen.size,
    words: count.words / pairs,
    grounded: ofGrounded(count.grounded),
    nearest: nearest.length === 0 ? null : meanOf(nearest),
    nearestInHistory: ofGrounded(count.inHistory),
    copiesPositive: count.positive / pairs,
    copiesHistory: count.history / pairs,
    repeated: count.repeated / pairs,
    repeatedForUser: count.repeatedForUser / pairs,
    without: coverage === undefined ? null : withoutText(coverage),
  };
}

function withoutText({ pairs, covered, uncovered }: WrittenCoverage) {
  return {
    share: 1 - covered / pairs,
    reasons: Object.fromEntries(Object.entries(uncovered).map(([reason, count]) => [reason, count / pairs])),
  };
}

/** Both in normal form. */
function saysTitle(text: string, title: string): boolean {
  if (title === '') return false;
  return text === title || (title.split(' ').length >= 3 && ` ${text} `.includes(` ${title} `));
}

function indexIn(ids: TrainView['users'], id: string, kind: 'user' | 'item', row: number): number {
  const index = ids.indexOf(id);
  if (index !== undefined) return index;
  throw new HnlmError(`negative ${row} is of ${kind} "${id}", which is not in the data`, {
    code: 'AUDIT_IDS',
    hint: 'Audit negatives with the data set that they were written for, by original ids.',
    evidence: { row, kind, id },
  });
}
