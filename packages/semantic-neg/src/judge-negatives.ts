import { HnlmError, type TrainView } from '@hnlm/core';
import { askIdentity, cleanText, generateAll } from '@hnlm/llm';
import { addFlags } from './add-flags.ts';
import { checkCounts } from './check-counts.ts';
import type { ProfileText } from './hard-negative-prompt.ts';
import { judgeTask } from './judge-task.ts';
import type { AskingOptions } from './llm-negatives.ts';
import type { NegativePair, NegativeSet } from './negative-set.ts';
import { sameFamily as bySameName } from './same-family.ts';

/** Options of {@link judgeNegatives}. */
export interface JudgeNegativesOptions extends AskingOptions {
  readonly negatives: NegativeSet;
  readonly data: TrainView;
  /** By dense index. */
  readonly userProfiles: readonly (ProfileText | undefined)[];
  /** Most pairs of a user's profile and a text to ask about; 3,000 by default. */
  readonly maxCalls?: number;
  /** Says whether two models are too closely related; by default `sameFamily`, by their names. */
  readonly sameFamily?: (first: string, second: string) => boolean;
  /** Lets a related judge pass: say so beside the result. `false` by default. */
  readonly allowRelated?: boolean;
}

/** What {@link judgeNegatives} found. */
export interface JudgedNegatives {
  /** With `wanted` on the pairs where the judge said yes. */
  readonly negatives: NegativeSet;
  /** Pairs by verdict: `yes`, `no`, `unsure`, or why there is none: `failed`, `no-profile`, `over-budget`. */
  readonly verdicts: Readonly<Record<string, number>>;
  readonly judge: string;
  /** Models that wrote the texts. */
  readonly generators: readonly string[];
  /** Whether the judge is of the family of one of them. */
  readonly related: boolean;
}

const MOST_CHARACTERS = 1200;

/**
 * Lets another language model judge which negatives the user would want after all, and marks those `wanted`. A judge
 * favours what its own family wrote (Preference Leakage, arXiv 2502.01534), so one of the generator's family is
 * refused. Pairs are asked for in their order.
 *
 * @throws HnlmError `JUDGE_RELATED` if the judge is of the family of a model that wrote texts; `NEGATIVES_OPTION` if
 *   `maxCalls` is below 1; what the model throws.
 * @example
 * ```ts
 * const model = ollama({ model: 'mistral:7b' }); // the negatives are by llama3.1:8b
 * const { negatives: judged, verdicts } = await judgeNegatives({ negatives, data, userProfiles, model, ledger });
 * const { kept } = dropFlagged(judged, ['wanted']);
 * ```
 */
export async function judgeNegatives(options: JudgeNegativesOptions): Promise<JudgedNegatives> {
  const { negatives, data, userProfiles, model, maxCalls = 3000, signal } = options;
  const { sameFamily = bySameName, allowRelated = false, ask = generateAll } = options;
  checkCounts({ maxCalls });
  const { model: judge } = await askIdentity(model, signal);
  const generators = writersOf(negatives);
  const relative = generators.find((generator) => sameFamily(generator, judge));
  if (relative !== undefined && !allowRelated) {
    throw new HnlmError(`the judge "${judge}" is of the family of "${relative}", which wrote the negatives`, {
      code: 'JUDGE_RELATED',
      hint: 'Judge with a model of another family, or set allowRelated and say so beside the result.',
      evidence: { judge, generator: relative },
    });
  }

  const questionOf = (pair: NegativePair): string | undefined => {
    const user = data.users.indexOf(pair.user);
    const profile = user === undefined ? undefined : userProfiles[user]?.summarization;
    const userProfile = cleanText(profile ?? '', MOST_CHARACTERS);
    if (userProfile === '') return undefined;
    const product = cleanText(negatives.texts[pair.text].text, MOST_CHARACTERS);
    return JSON.stringify({ user_profile: userProfile, product });
  };
  const questions = negatives.pairs.map(questionOf);
  const distinct = new Set(questions.filter((question) => question !== undefined));
  const asked = [...distinct].slice(0, maxCalls);
  const generations = await ask({
    ...options,
    task: judgeTask,
    prompts: asked.map((user) => ({ user })),
  });
  const answers = new Map(
    asked.map((question, index) => {
      const generation = generations[index];
      return [question, generation.status === 'ok' ? generation.value.would_want : generation.status];
    }),
  );

  const verdicts: Record<string, number> = {};
  const verdictOf = new Map<NegativePair, string>();
  for (const [index, pair] of negatives.pairs.entries()) {
    const question = questions[index];
    const found = question === undefined ? 'no-profile' : (answers.get(question) ?? 'over-budget');
    verdictOf.set(pair, found);
    verdicts[found] = (verdicts[found] ?? 0) + 1;
  }
  const judged = addFlags(negatives, (pair) => (verdictOf.get(pair) === 'yes' ? ['wanted'] : []));
  return { negatives: judged, verdicts, judge, generators, related: relative !== undefined };
}

/** Lists the language models in the provenance of the texts. */
function writersOf({ texts }: NegativeSet): string[] {
  const names = texts.flatMap(({ provenance }) => {
    const { model } = provenance as { model?: { model?: unknown } };
    return typeof model?.model === 'string' ? [model.model] : [];
  });
  return [...new Set(names)].sort();
}
