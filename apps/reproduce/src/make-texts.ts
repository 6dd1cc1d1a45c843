import { join } from 'node:path';
import type { Vectors } from '@hnlm/align';
import { createRandom, type DataNote } from '@hnlm/core';
import { createChatModel, createEmbedder, embedAll, openEmbeddingCache, openLedger } from '@hnlm/llm';
import { extractiveProfiles, importProfiles, llmProfiles, type Profiles } from '@hnlm/llm-profile';
import { flagNegatives, ground, llmNegatives, type NegativeSet, swapAttributes } from '@hnlm/semantic-neg';
import type { LoadedData } from './load-data.ts';
import type { RunOptions } from './options.ts';
import type { RunResults } from './report/results.ts';
import type { Progress } from './run/progress.ts';
import type { StudyTexts } from './study/study-data.ts';

/**
 * Attributes that the offline writer swaps. With one, most texts of the simulated world are still nearest to their own
 * positive; with two, most are not.
 */
const swapped = 2;

/** The texts of a run: profiles, negatives, and both as vectors. */
export interface MadeTexts {
  readonly profiles: Profiles;
  readonly negatives: NegativeSet;
  readonly study: StudyTexts;
  readonly facts: RunResults['texts'];
  readonly examples: RunResults['examples'];
  readonly notes: readonly DataNote[];
}

/** Writes profiles and negatives with a language model or offline, embeds them, and grounds the negatives. */
export async function makeTexts(
  loaded: LoadedData,
  options: RunOptions,
  progress: Progress,
  signal: AbortSignal,
): Promise<MadeTexts> {
  const { dataset, concepts } = loaded;
  const data = dataset.train;
  const embedder = createEmbedder(options.embedder);
  const model = options.llm === undefined ? undefined : createChatModel(options.llm);
  const ledger = model && (await openLedger(join(options.out, 'ledger')));
  try {
    const generation = { data, signal, concurrency: options.concurrency };
    const onEvent = (event: { done: number; total: number; fromLedger: number }) =>
      progress.update(`${event.done} of ${event.total} (${event.fromLedger} from the ledger)`);

    progress.stage(model ? `profiles by ${options.llm}` : 'profiles by the extractive writer');
    const imported = await importGiven(loaded, options);
    const needsWriter = !(imported.items && imported.users);
    const written =
      model && ledger && needsWriter
        ? await llmProfiles({ ...generation, model, ledger, onEvent })
        : extractiveProfiles({ data });
    const profiles: Profiles = {
      items: imported.items ?? written.items,
      users: imported.users ?? written.users,
      notes: [...imported.notes, ...(needsWriter ? written.notes : [])],
    };

    progress.stage(model ? `hard negatives by ${options.llm}` : 'hard negatives by attribute swaps');
    const generated =
      model && ledger
        ? await llmNegatives({
            ...generation,
            itemProfiles: profiles.items,
            userProfiles: profiles.users,
            maxCalls: options.maxNegatives,
            model,
            ledger,
            onEvent,
          })
        : swapAttributes({
            data,
            concepts,
            k: swapped,
            maxTexts: options.maxNegatives,
            random: createRandom(options.splitSeed).split('swaps'),
          });

    progress.stage(`embeddings by ${options.embedder}`);
    const itemTexts = data.texts.map(
      ({ title, description }, item) => profiles.items[item]?.summarization ?? title ?? description ?? '',
    );
    const cache = await openEmbeddingCache(join(options.out, 'embeddings'));
    const embed = async (texts: readonly string[]): Promise<Vectors> => {
      const { vectors, dimensions } = await embedAll({
        model: embedder,
        texts,
        cache,
        signal,
        onEvent: ({ done, total }) => progress.update(`${done} of ${total} texts`),
      });
      return { values: vectors, dimensions };
    };
    const all = await embed([...itemTexts, ...generated.texts.map(({ text }) => text)]);
    await cache.close();
    const cut = itemTexts.length * all.dimensions;
    const items = { values: all.values.slice(0, cut), dimensions: all.dimensions };
    const texts = { values: all.values.slice(cut), dimensions: all.dimensions };

    progress.stage('grounding in the catalogue');
    const grounded = await ground({
      negatives: generated,
      textEmbeddings: texts.values,
      items: data.items,
      itemEmbeddings: items.values,
      signal,
    });
    const flagged = flagNegatives({ negatives: grounded, data });
    // A text whose nearest item is one that the user interacted with is no negative.
    const usable = flagged.pairs.filter(({ flags }) => !flags?.includes('is-positive'));
    return {
      profiles,
      negatives: flagged,
      study: {
        items,
        negatives: texts,
        pairs: usable.map(({ user, positive, text }) => ({ user, positive, text })),
      },
      facts: facts(options, loaded, profiles, flagged, usable.length, all.dimensions, imported),
      examples: examples(loaded, profiles, flagged),
      notes: profiles.notes,
    };
  } finally {
    await ledger?.close();
    await closeEmbedder(embedder);
  }
}

/** The sentence encoder holds worker threads; other encoders hold nothing. */
async function closeEmbedder(embedder: object): Promise<void> {
  if ('close' in embedder && typeof embedder.close === 'function') await embedder.close();
}

interface Imported {
  readonly items?: Profiles['items'];
  readonly users?: Profiles['users'];
  readonly notes: readonly DataNote[];
}

async function importGiven({ dataset }: LoadedData, options: RunOptions): Promise<Imported> {
  const { items, users } = dataset.train;
  const [itemProfiles, userProfiles] = await Promise.all([
    options.itemProfiles &&
      importProfiles({
        file: options.itemProfiles,
        kind: 'item',
        ids: items,
        idColumn: 'row',
        textColumns: [],
      }),
    options.profiles && importProfiles({ file: options.profiles, kind: 'user', ids: users }),
  ]);
  return {
    ...(itemProfiles && { items: itemProfiles.profiles }),
    ...(userProfiles && { users: userProfiles.profiles }),
    notes: [...(itemProfiles ? itemProfiles.notes : []), ...(userProfiles ? userProfiles.notes : [])],
  };
}

function facts(
  options: RunOptions,
  { dataset }: LoadedData,
  profiles: Profiles,
  negatives: NegativeSet,
  usable: number,
  dimensions: number,
  imported: Imported,
): RunResults['texts'] {
  const writer = options.llm ?? 'the extractive writer, at most 20 words, no language model';
  const count = (list: Profiles['items']) => list.filter((profile) => profile !== undefined).length;
  const similarities = negatives.texts.map(({ grounded }) => grounded?.[0]?.similarity ?? 0);
  const mean = similarities.reduce((sum, value) => sum + value, 0) / Math.max(1, similarities.length);
  const flags = new Map<string, number>();
  for (const pair of negatives.pairs)
    for (const flag of pair.flags ?? []) flags.set(flag, (flags.get(flag) ?? 0) + 1);
  const { covered, pairs, uncovered } = negatives.coverage;
  const missing = Object.entries(uncovered).map(([reason, n]) => `${reason}: ${n}`);
  return [
    {
      name: 'Item profiles',
      value: `${count(profiles.items)} of ${dataset.train.items.size}, ${imported.items ? `imported from ${options.itemProfiles}` : `by ${writer}`}`,
    },
    {
      name: 'User profiles',
      value: `${count(profiles.users)} of ${dataset.train.users.size}, ${imported.users ? `imported from ${options.profiles}` : `by ${writer}`}`,
    },
    {
      name: 'Hard negatives',
      value: `${negatives.texts.length} distinct texts, ${options.llm ? `by ${options.llm}` : `by swapping ${swapped} attributes of the positive, no language model`}`,
    },
    {
      name: 'Train pairs with a text',
      value: `${covered} of ${pairs}${missing.length > 0 ? ` (${missing.join(', ')})` : ''}`,
    },
    {
      name: 'Used in training',
      value: `${usable} pairs; the others would have been grounded to an item that the user has interacted with`,
    },
    { name: 'Flags', value: [...flags].map(([flag, n]) => `${flag}: ${n}`).join(', ') || 'none' },
    { name: 'Mean cosine to the nearest item', value: mean.toFixed(3) },
    { name: 'Text encoder', value: `${options.embedder}, ${dimensions} dimensions` },
  ];
}

/** Three pairs with a text, spread over the set. */
function examples(
  { dataset }: LoadedData,
  profiles: Profiles,
  { texts, pairs }: NegativeSet,
): RunResults['examples'] {
  const { users, items, texts: catalogue } = dataset.train;
  const titleOf = (id: string) => catalogue[items.indexOf(id) ?? -1]?.title ?? id;
  const chosen = [0.2, 0.5, 0.8]
    .map((share) => pairs[Math.floor(share * pairs.length)])
    .filter((pair) => pair);
  return chosen.map(({ user, positive, text }) => ({
    user,
    profile: profiles.users[users.indexOf(user) ?? -1]?.summarization ?? '',
    positive: titleOf(positive),
    negative: texts[text].text,
    grounded: (texts[text].grounded ?? [])
      .slice(0, 3)
      .map(({ item, similarity }) => ({ item: titleOf(item), similarity })),
  }));
}
