import { createRandom } from '@hnlm/core';
import { type ChatModel, type GenerationEvent, generateAll, type Ledger } from '@hnlm/llm';
import { checkCounts } from './check-counts.ts';
import { collectNegatives, type PairOutcome, usersByItem } from './collect-negatives.ts';
import { type HardNegativeSources, hardNegativePrompt } from './hard-negative-prompt.ts';
import { hardNegativeTask } from './hard-negative-task.ts';
import type { NegativeSet } from './negative-set.ts';
import { shareTexts } from './share-texts.ts';
import { wordOverlap } from './word-overlap.ts';

/** Options of {@link llmNegatives}. */
export interface LlmNegativesOptions extends HardNegativeSources {
  readonly model: ChatModel;
  readonly ledger: Ledger;
  /** Most prompts, each of which may serve several users of a positive; 3,000 by default. */
  readonly maxCalls?: number;
  readonly concurrency?: number;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: GenerationEvent) => void;
}

/** Users of one positive that are compared as the one to ask for. */
const MOST_CANDIDATES = 16;

/**
 * Lets a language model write hard negatives. HNLMRec asks once a train pair, which is hundreds of thousands of
 * calls; here users of the same positive with similar profiles (by the words they share) share one call, made for
 * the user among them whose profile is nearest to the others'. Which pairs share depends on the original ids and
 * the profiles alone. Pairs whose call failed, or on which the model abstained, are counted in `coverage`.
 *
 * @throws HnlmError `NEGATIVES_OPTION` if `maxCalls` is below 1; what the model throws, for instance where the
 *   server is down.
 * @throws the signal's reason when it aborts.
 * @example
 * ```ts
 * const { items: itemProfiles, users: userProfiles } = await llmProfiles({ data, model, ledger });
 * const negatives = await llmNegatives({ data, itemProfiles, userProfiles, model, ledger, maxCalls: 3000 });
 * negatives.coverage; // { pairs: 20000, covered: 19650, uncovered: { abstained: 350 } }
 * ```
 */
export async function llmNegatives(options: LlmNegativesOptions): Promise<NegativeSet> {
  const { data, model, ledger, maxCalls = 3000, concurrency, signal, onEvent } = options;
  checkCounts({ maxCalls });
  const overlap = wordOverlap(options.userProfiles.map((profile) => profile?.summarization ?? ''));
  const groups = usersByItem(data).map((all, item) => {
    const users = all.filter((user) => hardNegativePrompt(options, user, item) !== undefined);
    const candidates = createRandom('hard-negatives').split(data.items.ids[item]).shuffle(users.slice());
    return { all, users, candidates: candidates.slice(0, MOST_CANDIDATES) };
  });
  const shared = shareTexts(
    groups.map(({ users, candidates }) => ({
      members: users.length,
      candidates: candidates.length,
      suits: (member, candidate) => overlap(users[member], candidates[candidate]),
    })),
    maxCalls,
  );

  const asked = groups.flatMap(({ candidates }, item) =>
    shared[item].chosen.map((candidate) => ({ item, user: candidates[candidate] })),
  );
  const generations = await generateAll({
    model,
    ledger,
    task: hardNegativeTask,
    prompts: asked.map(({ user, item }) => hardNegativePrompt(options, user, item)!),
    concurrency,
    signal,
    onEvent,
  });

  let next = 0;
  const outcomes = groups.map(({ all, users }, item) => {
    const answers = shared[item].chosen.map((): PairOutcome => {
      const generation = generations[next++];
      if (generation.status !== 'ok') return { reason: generation.status };
      const { hard_negative_item: text, reasoning } = generation.value;
      return { text: text.trim(), reasoning, provenance: { ...generation.provenance, generator: 'llm' } };
    });
    const outcomeOf = new Map<number, PairOutcome>(all.map((user) => [user, { reason: 'no-profile' }]));
    for (const [member, user] of users.entries()) {
      outcomeOf.set(user, answers[shared[item].choice[member]] ?? { reason: 'over-budget' });
    }
    return outcomeOf;
  });
  return collectNegatives(data, outcomes);
}
