import { generateAll, isNone } from '@hnlm/llm';
import { checkCounts } from './check-counts.ts';
import type { PairOutcome } from './collect-negatives.ts';
import { draftTask } from './draft-task.ts';
import { hardNegativePrompt } from './hard-negative-prompt.ts';
import type { AskingOptions } from './llm-negatives.ts';
import type { NegativeSet } from './negative-set.ts';
import { reflectionTask } from './reflection-task.ts';
import { type SharingOptions, writeNegatives } from './write-negatives.ts';

/** Options of {@link reflectedNegatives}. */
export interface ReflectedNegativesOptions extends SharingOptions, AskingOptions {
  /** How often a candidate that the user would want may be replaced by a repaired one; 1 by default. */
  readonly repairs?: number;
}

/** One round of self-reflection, as it stands in the provenance. */
export interface Reflection {
  readonly candidate: string;
  readonly wanted: boolean;
  readonly critique: string;
}

/** A candidate on its way. */
interface Draft {
  readonly text: string;
  readonly reflections: readonly Reflection[];
  /** Why it was given up, or `ok`. */
  readonly state: 'open' | 'ok' | string;
}

/**
 * Lets a language model draft hard negatives by way of attributes, and reflect on each in a second call: would this
 * user plausibly want it? What is wanted is repaired and reflected on again, at most `repairs` times, and else
 * discarded as `wanted`. After SyNeg (arXiv 2412.17250). A text costs two calls and one more for each repair; `maxCalls` counts
 * the drafts. A model that judges itself is lenient: `judgeNegatives` asks another.
 *
 * @throws HnlmError `NEGATIVES_OPTION` if `repairs` is no whole number from 0; as `llmNegatives` does.
 * @example
 * ```ts
 * const negatives = await reflectedNegatives({ data, itemProfiles, userProfiles, model, ledger, maxCalls: 1000 });
 * negatives.coverage; // { pairs: 20000, covered: 17100, uncovered: { wanted: 2900 } }
 * ```
 */
export async function reflectedNegatives(options: ReflectedNegativesOptions): Promise<NegativeSet> {
  const { repairs = 1, ask = generateAll } = options;
  checkCounts({ repairs }, 0);

  return writeNegatives(options, async (asked) => {
    const prompts = asked.map(({ user, item }) => hardNegativePrompt(options, user, item)!);
    const written = await ask({ ...options, task: draftTask, prompts });
    let drafts = written.map(
      (generation): Draft => ({
        text: generation.status === 'ok' ? generation.value.hard_negative_item.trim() : '',
        reflections: [],
        state: generation.status === 'ok' ? 'open' : generation.status,
      }),
    );
    for (let round = 0; round <= repairs; round++) {
      const open = drafts.flatMap(({ state }, index) => (state === 'open' ? [index] : []));
      const reflections = await ask({
        ...options,
        task: reflectionTask,
        prompts: open.map((index) => ({
          user: JSON.stringify({ ...JSON.parse(prompts[index].user), candidate: drafts[index].text }),
        })),
      });
      const next = drafts.slice();
      for (const [place, index] of open.entries()) {
        const reflected = reflections[place];
        next[index] =
          reflected.status === 'ok'
            ? reflectOn(drafts[index], reflected.value, round < repairs)
            : { ...drafts[index], state: reflected.status };
      }
      drafts = next;
    }
    return drafts.map(({ text, reflections, state }, index): PairOutcome => {
      const generation = written[index];
      if (state !== 'ok' || generation.status !== 'ok') return { reason: state };
      const { reasoning, user_attributes: user, product_attributes: product } = generation.value;
      const attributes = { user, product };
      const provenance = { ...generation.provenance, generator: 'llm-reflected', attributes, reflections };
      return { text, reasoning, provenance };
    });
  });
}

function reflectOn(
  draft: Draft,
  reply: { critique: string; would_want: 'yes' | 'no'; repaired_item: string },
  mayRepair: boolean,
): Draft {
  const wanted = reply.would_want === 'yes';
  const reflections = [...draft.reflections, { candidate: draft.text, wanted, critique: reply.critique }];
  if (!wanted) return { ...draft, reflections, state: 'ok' };
  if (!mayRepair || isNone(reply.repaired_item)) return { ...draft, reflections, state: 'wanted' };
  return { text: reply.repaired_item.trim(), reflections, state: 'open' };
}
