import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { type Dataset, rowOf } from '@hnlm/core';
import { fromSplits, loadDataset } from '@hnlm/data';
import { type EmbeddingModel, embedAll } from '@hnlm/llm';
import { sentenceEncoder } from '@hnlm/llm/sentence-encoder';
import { heldOutMentions, importProfiles } from '@hnlm/llm-profile';
import {
  dropFlagged,
  flagNegatives,
  ground,
  type NegativeFlag,
  type NegativePair,
  type NegativeSet,
} from '@hnlm/semantic-neg';
import type { Check } from '../check.ts';
import { withShared } from '../shared-data.ts';

/** A line of `llm_user_traces.jsonl.gz`. */
interface Trace {
  readonly split: 'dense' | 'sparse';
  readonly user: number;
  readonly profile: string;
  readonly pos_title: string;
  readonly neg_title: string;
  readonly neg_text: string;
  readonly reason: string;
}

/** Texts that real language models wrote, with the faults that are in them. */
export const recorded: Check = {
  name: 'recorded',
  about: 'real profiles and negatives (agent4rec-ml1m, cds-agentcf) through import, grounding and audit',
  run: (log) =>
    withShared('data', async (data) => {
      const scratch = await mkdtemp(join(tmpdir(), 'hnlm-recorded-'));
      const encoder = sentenceEncoder();
      try {
        const folder = join(data, 'cds-agentcf');
        const traces = (await linesOf(join(folder, 'llm_user_traces.jsonl.gz'))).map(
          (line) => JSON.parse(line) as Trace,
        );
        const figures = {
          dense: await auditTraces(folder, 'dense', traces, encoder, scratch),
          sparse: await auditTraces(folder, 'sparse', traces, encoder, scratch),
          agent4rec: await auditPersonas(join(data, 'agent4rec-ml1m')),
        };
        for (const [name, found] of Object.entries(figures)) log(`${name}: ${JSON.stringify(found)}`);
        const { dense, sparse, agent4rec } = figures;
        const pass =
          [dense, sparse].every(
            ({ flags, byHand, imported, nearestIsNamed }) =>
              imported === 100 &&
              flags.markup === byHand.markup &&
              flags['copies-title'] === byHand.copies &&
              nearestIsNamed.stated.named === nearestIsNamed.stated.texts,
          ) &&
          dense.byHand.markup + sparse.byHand.markup > 0 &&
          dense.byHand.copies + sparse.byHand.copies > 0 &&
          dense.heldOutInProfiles + sparse.heldOutInProfiles > 0 &&
          agent4rec.imported === 1000 &&
          agent4rec.heldOutInProfiles > 0;
        return { pass, figures };
      } finally {
        await encoder.close();
        await rm(scratch, { recursive: true });
      }
    }),
};

/** AgentCF: a user agent's preferences after each choice, with the chosen and the rejected CD. */
async function auditTraces(
  folder: string,
  sample: 'dense' | 'sparse',
  traces: readonly Trace[],
  model: EmbeddingModel,
  scratch: string,
) {
  const dataset = await publishedSplit(folder, sample, scratch);
  const { train } = dataset;
  const own = traces.filter(({ split }) => split === sample);
  const file = join(scratch, `${sample}.jsonl`);
  await writeFile(file, own.map((trace) => JSON.stringify(trace)).join('\n'));
  const { profiles } = await importProfiles({ file, kind: 'user', ids: train.users, idColumn: 'user' });

  // Later preferences are longer; the import keeps the first of a user.
  const latest = profiles.slice();
  for (const { user, profile: summarization } of own) {
    const index = train.users.indexOf(String(user))!;
    latest[index] = { ...profiles[index]!, summarization };
  }
  const heldOut = [dataset.validation, dataset.test];

  const titleOf = (item: number) => train.texts[item].title ?? '';
  const positiveOf = ({ user, pos_title: title }: Trace) =>
    Array.from(rowOf(train.interactions, train.users.indexOf(String(user))!)).find(
      (item) => titleOf(item) === title,
    );
  const placed = own.filter((trace) => positiveOf(trace) !== undefined);
  // A user meets the same positive in several rounds; the first stays.
  const pairs = new Map<string, NegativePair>();
  for (const [text, trace] of placed.entries()) {
    const pair = { user: String(trace.user), positive: train.items.ids[positiveOf(trace)!], text };
    const key = `${pair.user} ${pair.positive}`;
    if (!pairs.has(key)) pairs.set(key, pair);
  }
  const negatives: NegativeSet = {
    texts: placed.map(({ neg_title: text, reason: reasoning }) => ({
      text,
      reasoning,
      provenance: { generator: 'import', file },
    })),
    pairs: [...pairs.values()],
    coverage: { pairs: train.interactions.indices.length, covered: pairs.size, uncovered: {} },
  };
  const describe = (title: string, category: string) =>
    `The CD is called '${title}'. The category of this CD is: '${category}'.`;
  const itemTexts = train.texts.map(({ title = '', categories = [] }) =>
    describe(title, categories.join('; ')),
  );
  const texts = placed.map(({ neg_text: text }) => text);
  const { vectors, dimensions } = await embedAll({ model, texts: [...itemTexts, ...texts] });
  const cut = itemTexts.length * dimensions;
  const grounded = await ground({
    negatives,
    textEmbeddings: vectors.subarray(cut),
    items: train.items,
    itemEmbeddings: vectors.subarray(0, cut),
  });
  const flagged = flagNegatives({ negatives: grounded, data: train });
  const catalogue = new Set(train.items.ids.map((_, item) => titleOf(item)));
  // Early texts state title and category; later ones are the model's own words.
  const stated = (text: string) => text.includes('The category of this CD is');
  const nearestIsNamed = (wanted: boolean) => {
    const chosen = [...placed.keys()].filter(
      (text) => catalogue.has(placed[text].neg_title) && stated(placed[text].neg_text) === wanted,
    );
    const named = chosen.filter((text) => {
      const [{ item }] = grounded.texts[text].grounded!;
      return titleOf(train.items.indexOf(item)!) === placed[text].neg_title;
    });
    return { texts: chosen.length, named: named.length };
  };
  const audited = flagged.pairs.map(({ text }) => placed[text]);
  const { kept, rejected } = dropFlagged(flagged, ['markup', 'copies-title', 'is-positive', 'too-near']);
  return {
    traces: own.length,
    placed: placed.length,
    pairs: pairs.size,
    imported: profiles.filter((profile) => profile !== undefined).length,
    flags: countFlags(flagged.pairs),
    byHand: {
      markup: audited.filter(({ neg_title: title }) => title.includes('<')).length,
      copies: audited.filter(({ user, neg_title: text }) =>
        Array.from(rowOf(train.interactions, train.users.indexOf(String(user))!)).some((item) =>
          copies(text, titleOf(item)),
        ),
      ).length,
      copiesOfPositive: audited.filter(({ pos_title: one, neg_title: other }) => copies(other, one)).length,
    },
    nearestIsNamed: { stated: nearestIsNamed(true), rewritten: nearestIsNamed(false) },
    kept: kept.pairs.length,
    rejected: rejected.pairs.length,
    markupInProfiles: own.filter(({ profile }) => profile.includes('<span')).length,
    heldOutInProfiles: heldOutMentions({ profiles: latest, train, heldOut }).naming,
  };
}

/** Agent4Rec: tastes with reasons, written from ratings of all three parts. */
async function auditPersonas(folder: string) {
  const dataset = await loadDataset({
    path: folder,
    format: 'lightgcn',
    items: join(folder, 'movie_detail.csv.gz'),
  });
  const { profiles, notes } = await importProfiles({
    file: join(folder, 'all_personas_like_modify.csv.gz'),
    kind: 'user',
    ids: dataset.train.users,
    idColumn: 'row',
  });
  const found = profiles.filter((profile) => profile !== undefined);
  const { train, validation, test } = dataset;
  const { naming, namingByChance } = heldOutMentions({ profiles, train, heldOut: [validation, test] });
  return { imported: found.length, notes, heldOutInProfiles: naming, byChance: namingByChance };
}

function copies(text: string, title: string): boolean {
  const [one, other] = [plain(text), plain(title)];
  return (
    other !== '' && (one === other || (other.split(' ').length >= 3 && ` ${one} `.includes(` ${other} `)))
  );
}

function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

function countFlags(pairs: readonly NegativePair[]): Record<NegativeFlag, number> {
  const counts = { markup: 0, 'copies-title': 0 } as Record<NegativeFlag, number>;
  for (const { flags = [] } of pairs) for (const flag of flags) counts[flag] = (counts[flag] ?? 0) + 1;
  return counts;
}

/** The split of AgentCF: train is the history and the target of its train rows, the other parts are targets. */
async function publishedSplit(folder: string, sample: string, scratch: string): Promise<Dataset> {
  const write = async (part: string): Promise<string> => {
    const [, ...lines] = await linesOf(join(folder, `CDs-100-user-${sample}.${part}.inter.gz`));
    const pairs = lines.flatMap((line) => {
      const [user, history, target] = line.split('\t');
      const items = part === 'train' ? [...history.split(' '), target] : [target];
      return items.map((item) => `${user} ${item}`);
    });
    const path = join(scratch, `${sample}-${part}.txt`);
    await writeFile(path, [...new Set(pairs)].join('\n'));
    return path;
  };
  return fromSplits({
    train: await write('train'),
    validation: await write('valid'),
    test: await write('test'),
    format: 'pairs',
    items: join(folder, 'CDs.item.gz'),
  });
}

async function linesOf(file: string): Promise<readonly string[]> {
  const text = gunzipSync(await readFile(file)).toString('utf8');
  return text.split('\n').filter((line) => line !== '');
}
