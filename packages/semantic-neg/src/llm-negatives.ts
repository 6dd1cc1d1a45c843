import { type Asker, type GenerateAllOptions, generateAll } from '@hnlm/llm';
import type { PairOutcome } from './collect-negatives.ts';
import { hardNegativePrompt } from './hard-negative-prompt.ts';
import { hardNegativeTask } from './hard-negative-task.ts';
import type { NegativeSet } from './negative-set.ts';
import { type SharingOptions, writeNegatives } from './write-negatives.ts';

/**
 * What is needed to ask a language model, with the limits of `generateAll`; each stage of several keeps them anew, but for a
 * shared `budget`.
 */
export interface AskingOptions extends Omit<GenerateAllOptions<unknown>, 'task' | 'prompts'> {
  /** What answers the prompts; `generateAll` by default. */
  readonly ask?: Asker;
}

/** Options of {@link llmNegatives}. */
export interface LlmNegativesOptions extends SharingOptions, AskingOptions {}

/**
 * Lets a language model write hard negatives. HNLMRec asks once a train pair, which is hundreds of thousands of
 * calls; here users of the same positive with similar profiles (by the words they share) share one call, made for
 * the user among them whose profile is nearest to the others'. Which pairs share depends on the original ids and
 * the profiles alone. Pairs whose call failed, or on which the model abstained, are counted in `coverage`.
 *
 * @throws HnlmError `NEGATIVES_OPTION` if `maxCalls` is below 1 or no pair is selected; what the model throws, for instance where the
 *   server is down.
 * @throws the signal's reason when it aborts.
 * @example
 * ```ts
 * const { items: itemProfiles, users: userProfiles } = await llmProfiles({ data, model, ledger });
 * const negatives = await llmNegatives({ data, itemProfiles, userProfiles, model, ledger, maxCalls: 3000 });
 * negatives.coverage; // { pairs: 20000, covered: 19650, uncovered: { abstained: 350 } }
 * ```
 */
export function llmNegatives(options: LlmNegativesOptions): Promise<NegativeSet> {
  const { ask = generateAll } = options;
  return writeNegatives(options, async (asked) => {
    const generations = await ask({
      ...options,
      task: hardNegativeTask,
      prompts: asked.map(({ user, item }) => hardNegativePrompt(options, user, item)!),
    });
    return generations.map((generation): PairOutcome => {
      if (generation.status !== 'ok') return { reason: generation.status };
      const { hard_negative_item: text, reasoning } = generation.value;
      return { text: text.trim(), reasoning, provenance: { ...generation.provenance, generator: 'llm' } };
    });
  });
}
