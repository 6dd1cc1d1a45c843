import { type DataNote, type IdMap, type TrainView, transpose } from '@hnlm/core';
import {
  type Asker,
  type GenerateAllOptions,
  type GenerationEvent,
  generateAll,
  type Prompt,
} from '@hnlm/llm';
import { checkLimits } from './check-limits.ts';
import { type ItemPromptOptions, itemPrompt } from './item-prompt.ts';
import { noteMissing } from './note-missing.ts';
import type { Profile, ProfileKind, ProfileList, Profiles } from './profile.ts';
import { profileTask } from './profile-task.ts';
import { chooseByText, randomChoice, type TextChoice } from './text-choice.ts';
import { type UserPromptOptions, userPrompt } from './user-prompt.ts';

/** Options of {@link llmProfiles}, with the limits of `generateAll`; items and users keep them separately. */
export interface LlmProfilesOptions
  extends Omit<GenerateAllOptions<unknown>, 'task' | 'prompts' | 'onEvent'> {
  readonly data: TrainView;
  /** What answers the prompts; `generateAll` by default. */
  readonly ask?: Asker;
  /** What to write profiles of; the list of the other stays without any. Both by default. */
  readonly kinds?: readonly ProfileKind[];
  /** Most words of a summary and of its reasons; 100 by default, as HNLMRec asks for (S_u). */
  readonly maxWords?: number;
  /** Most profiles of each kind to ask for; all by default. */
  readonly maxProfiles?: number;
  /** Which prompts are asked when `maxProfiles` is short; drawn by content alone by default (`randomChoice`). */
  readonly choose?: TextChoice;
  /** What the prompts of items show. */
  readonly itemPrompts?: Omit<ItemPromptOptions, 'byItem'>;
  /** What the prompts of users show. */
  readonly userPrompts?: UserPromptOptions;
  readonly onEvent?: (event: GenerationEvent & { readonly kind: ProfileKind }) => void;
}

/**
 * Lets a language model write a profile of every item and user from the catalogue and the train reviews. What is in
 * the ledger is not asked again. Rows that failed, or on which the model abstained, stay without a profile and
 * are counted in the notes; nothing that did not pass the checks becomes a profile.
 *
 * @throws HnlmError `PROFILE_LIMIT`, `PROFILE_CHOICE`; what the model throws, for instance where the server is down.
 * @throws the signal's reason when it aborts.
 * @example
 * ```ts
 * const ledger = await openLedger('runs/ledger');
 * const profiles = await llmProfiles({ data: dataset.train, model: ollama({ model: 'llama3.1:8b' }), ledger });
 * profiles.users[0]?.summarization;
 * ```
 */
export async function llmProfiles(options: LlmProfilesOptions): Promise<Profiles> {
  const { data, kinds = ['item', 'user'], maxProfiles } = options;
  if (maxProfiles !== undefined) checkLimits({ maxProfiles });
  const writeIf = (kind: ProfileKind, ids: IdMap, promptOf: (index: number) => Prompt | undefined) =>
    kinds.includes(kind) ? writeAll(kind, ids, promptOf, options) : { profiles: none(ids.size), notes: [] };
  const itemPrompts = { ...options.itemPrompts, byItem: transpose(data.interactions) };
  const items = await writeIf('item', data.items, (item) => itemPrompt(data, item, itemPrompts));
  const users = await writeIf('user', data.users, (user) => userPrompt(data, user, options.userPrompts));
  return { items: items.profiles, users: users.profiles, notes: [...items.notes, ...users.notes] };
}

async function writeAll(
  kind: ProfileKind,
  ids: IdMap,
  promptOf: (index: number) => Prompt | undefined,
  options: LlmProfilesOptions,
): Promise<{ profiles: ProfileList; notes: DataNote[] }> {
  const { maxWords = 100, maxProfiles = Infinity, choose = randomChoice(), onEvent } = options;
  const { ask = generateAll } = options;
  const known = ids.ids.flatMap((id, index) => {
    const prompt = promptOf(index);
    return prompt ? [{ id, index, prompt }] : [];
  });
  const textOf = ({ prompt }: (typeof known)[number]) => prompt.user;
  const asked = known.length > maxProfiles ? chooseByText(known, textOf, maxProfiles, choose) : known;
  const generations = await ask({
    ...options,
    task: profileTask(kind, maxWords),
    prompts: asked.map(({ prompt }) => prompt),
    onEvent: (event) => onEvent?.({ ...event, kind }),
  });

  const profiles = none(ids.size);
  const reasons = new Array<string | undefined>(ids.size).fill(
    `${kind}s without a profile: no text is known of them`,
  );
  for (const { index } of known)
    reasons[index] = `${kind}s without a profile: not chosen, the budget is short`;
  for (const [place, { id, index }] of asked.entries()) {
    const generation = generations[place];
    if (generation.status === 'ok') {
      profiles[index] = {
        id,
        kind,
        ...generation.value,
        provenance: { ...generation.provenance, writer: 'llm' },
      };
      reasons[index] = undefined;
    } else {
      const why = generation.status === 'abstained' ? 'the model abstained' : 'no valid reply';
      reasons[index] = `${kind}s without a profile: ${why}`;
    }
  }
  return { profiles, notes: noteMissing(ids.ids, reasons) };
}

function none(count: number): (Profile | undefined)[] {
  return new Array<Profile | undefined>(count).fill(undefined);
}
