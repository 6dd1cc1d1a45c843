import { existsSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { idMap } from '@hnlm/core';
import { describe, expect, it } from 'vitest';
import { importProfiles } from './import-profiles.ts';

const shared = process.env.HNLM_SHARED ?? join(import.meta.dirname, '../../../../shared');
const agent4rec = join(shared, 'data/agent4rec-ml1m');

async function fileWith(name: string, content: string | Uint8Array): Promise<string> {
  const file = join(await mkdtemp(join(tmpdir(), 'hnlm-profiles-')), name);
  await writeFile(file, content);
  return file;
}

const ids = idMap(['p', 'q', 'r']);

describe('importProfiles', () => {
  it('reads CSV by id column and counts what is missing, unknown, empty and repeated', async () => {
    const csv = 'id,taste,why\nq,"Likes tea| and, rarely, coffee",buys tea\nx,unknown,\nq,again,\nr,,\n';
    const { profiles, notes } = await importProfiles({
      file: await fileWith('users.csv', csv),
      kind: 'user',
      ids,
      idColumn: 'id',
      textColumns: ['taste'],
      reasoningColumn: 'why',
    });
    expect(profiles.map((profile) => profile?.summarization)).toEqual([
      undefined,
      'Likes tea and, rarely, coffee',
      undefined,
    ]);
    expect(profiles[1]).toMatchObject({
      id: 'q',
      kind: 'user',
      reasoning: 'buys tea',
      provenance: { line: 2 },
    });
    expect(notes.map(({ count, examples }) => [count, ...examples])).toEqual([
      [2, 'p', 'r'],
      [1, 'x'],
      [1, 'r'],
      [1, 'q'],
    ]);
  });

  it('reads texts of all scripts', async () => {
    const csv = 'user_id,summary\np,Любит зелёный чай\nq,喜欢绿茶\nr,None\n';
    const { profiles, notes } = await importProfiles({
      file: await fileWith('users.csv', csv),
      kind: 'user',
      ids,
    });
    expect(profiles.map((profile) => profile?.summarization)).toEqual([
      'Любит зелёный чай',
      '喜欢绿茶',
      undefined,
    ]);
    expect(notes.find(({ what }) => what.includes('without text'))?.count).toBe(1);
  });

  it('reads gzipped JSON lines, with lists as sentences', async () => {
    const lines = '{"asin":"p","summary":["One.","Two."]}\n\n{"asin":"r","summary":"Three."}';
    const { profiles } = await importProfiles({
      file: await fileWith('items.jsonl.gz', gzipSync(lines)),
      kind: 'item',
      ids,
      idColumn: 'asin',
      textColumns: ['summary'],
    });
    expect(profiles.map((profile) => profile?.summarization)).toEqual(['One. Two.', undefined, 'Three.']);
    expect(profiles[2]?.provenance.line).toBe(3);
  });

  it('reads one JSON object by id, as RLMRec has it, or a list', async () => {
    const byId = {
      q: { profile: 'Likes tea.', reasoning: 'buys tea' },
      x: { profile: 'unknown' },
      p: 'Coffee.',
    };
    const load = async (value: unknown) =>
      importProfiles({ file: await fileWith('users.json', JSON.stringify(value)), kind: 'user', ids });
    const { q, x } = byId;
    const { profiles, notes } = await load({ q, x });
    expect(profiles[1]).toMatchObject({ summarization: 'Likes tea.', reasoning: 'buys tea' });
    expect(notes.map(({ count, examples }) => [count, ...examples])).toEqual([
      [2, 'p', 'r'],
      [1, 'x'],
    ]);
    const texts = await load({ p: byId.p });
    expect(texts.profiles[0]?.summarization).toBe('Coffee.');
    const list = await load([{ user_id: 'r', persona: 'Bold.' }]);
    expect(list.profiles[2]?.summarization).toBe('Bold.');
  });

  it('counts texts that say nothing, and HTML, which stays', async () => {
    const csv = 'id,text\np,None\nq,A <span>fine</span> mug\nr,nan.\n';
    const { profiles, notes } = await importProfiles({
      file: await fileWith('items.csv', csv),
      kind: 'item',
      ids,
    });
    expect(profiles.map((profile) => profile?.summarization)).toEqual([
      undefined,
      'A <span>fine</span> mug',
      undefined,
    ]);
    const counted = notes.map(({ what, examples }) => [what.replace(/ of \S+/, ''), ...examples]);
    expect(counted).toContainEqual(['records without text', 'p', 'r']);
    expect(counted).toContainEqual(['profiles with HTML in their text', 'q']);
  });

  const options = { kind: 'item', ids, textColumns: ['text'] } as const;
  it.each([
    ['a missing file', async () => '/nowhere/profiles.csv', 'DATA_MISSING', /profiles\.csv/],
    ['an unknown ending', () => fileWith('profiles.txt', 'id,text\n'), 'DATA_FORMAT', /profiles\.txt/],
    ['an unknown column', () => fileWith('a.csv', 'id,txt\np,x\n'), 'DATA_COLUMN', /a\.csv: .*"text"/],
    ['a short line', () => fileWith('a.csv', 'id,text\np,x\nq\n'), 'DATA_PARSE', /a\.csv:3: /],
    [
      'a line that is no JSON',
      () => fileWith('a.jsonl', '{"id":"p","text":"x"}\n{"id"\n'),
      'DATA_PARSE',
      /a\.jsonl:2: /,
    ],
    [
      'a file that is cut short',
      () => fileWith('a.csv.gz', gzipSync('id,text\np,some words\n').subarray(0, 30)),
      'DATA_PARSE',
      /a\.csv\.gz:/,
    ],
    [
      'an endless line of JSON',
      () => fileWith('a.jsonl', `{"id":"p","text":"x"}\n{"id":"q","text":"${'x'.repeat(2 ** 24)}`),
      'DATA_PARSE',
      /a\.jsonl:2: the line is longer/,
    ],
    [
      'an endless line of a table',
      () => fileWith('a.csv', `id,text\np,x\nq,"${'x'.repeat(2 ** 25)}`),
      'DATA_PARSE',
      /a\.csv:\d+: .*tolerated bytes/,
    ],
    [
      'a file that unpacks to far more than text does',
      () => fileWith('a.json.gz', gzipSync(`[${' '.repeat(2 ** 25)}]`)),
      'DATA_SIZE',
      /a\.json\.gz unpacks to more than 200 times/,
    ],
    [
      'ids of other data',
      () => fileWith('a.csv', 'id,text\n77,x\n'),
      'PROFILE_NONE',
      /none of its 1 records/,
    ],
  ])('refuses %s', async (_, make, code, message) => {
    const failure = importProfiles({ file: await make(), ...options });
    await expect(failure).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it('joins a line over many chunks', async () => {
    const text = 'green tea '.repeat(100_000).trim();
    const lines = `{"id":"p","text":"${text}"}\n{"id":"q","text":"${text}!"}`;
    const { profiles } = await importProfiles({ file: await fileWith('a.jsonl', lines), ...options });
    expect(profiles.map((profile) => profile?.summarization)).toEqual([text, `${text}!`, undefined]);
  });

  it('takes rows for ids where the file has none, if they are exactly the ids of the data', async () => {
    const file = await fileWith('a.csv', 'taste\ntea\ncoffee\n');
    const load = (known: string[], idColumn?: string) =>
      importProfiles({ file, kind: 'user', ids: idMap(known), idColumn });
    const { profiles } = await load(['1', '0']);
    expect(profiles.map((profile) => profile?.summarization)).toEqual(['coffee', 'tea']);
    await expect(load(['1', '2'])).rejects.toThrow(/recognised as the id of the user/);
    await expect(load(['0', '1', '2'])).rejects.toThrow(/recognised as the id of the user/);
    expect((await load(['0', '1', '2'], 'row')).profiles[2]).toBeUndefined();
  });

  it('recognises no text where no column is called so', async () => {
    const failure = importProfiles({ file: await fileWith('a.csv', 'id,x\np,y\n'), kind: 'item', ids });
    await expect(failure).rejects.toMatchObject({
      code: 'DATA_COLUMN',
      hint: expect.stringContaining('id, x'),
    });
  });

  it('suggests the column that was meant', async () => {
    const failure = importProfiles({ file: await fileWith('a.csv', 'id,txt\np,x\n'), ...options });
    await expect(failure).rejects.toMatchObject({ hint: expect.stringContaining('Did you mean "txt"?') });
  });

  it.skipIf(!existsSync(join(shared, 'data/cds-agentcf')))('reads the descriptions of AgentCF', async () => {
    const { profiles, notes } = await importProfiles({
      file: join(shared, 'data/cds-agentcf/CDs-100-user-dense.pretrained_item.gz'),
      format: 'tsv',
      kind: 'item',
      ids: idMap(['2', 'no such CD']),
    });
    expect(profiles[0]?.summarization).toMatch(/^Revolutions: The Very Best Of Steve Winwood is a Pop CD/);
    expect(notes.map(({ count }) => count)).toEqual([1, 269]);
  });

  it.skipIf(!existsSync(join(shared, 'data/amazon2023-personas')))('reads Amazon personas', async () => {
    const { profiles, notes } = await importProfiles({
      file: join(shared, 'data/amazon2023-personas/training_personas.jsonl.gz'),
      kind: 'user',
      ids: idMap(['AE3KLVXGZPANXE5XLXYKHTVAZ3FQ']),
    });
    expect(profiles[0]?.summarization).toMatch(/^\[Participant\] is a discerning shopper/);
    expect(notes.find(({ what }) => what.includes('do not know'))?.count).toBeGreaterThan(300);
  });

  const absent = existsSync(agent4rec) ? '' : ' (skipped: shared data are absent)';
  it.skipIf(absent !== '')(`reads the profiles of Agent4Rec${absent}`, async () => {
    const users = await importProfiles({
      file: join(agent4rec, 'all_personas_like.csv.gz'),
      kind: 'user',
      ids: idMap(Array.from({ length: 1000 }, (_, user) => String(user))),
    });
    expect(users.profiles.filter(Boolean)).toHaveLength(1000);
    expect(users.notes).toEqual([]);
    expect(users.profiles[0]?.reasoning).toMatch(/^I enjoy exploring different genres/);
    expect(users.profiles[0]?.summarization).toMatch(/^I have a diverse taste in movies\. I appreciate/);

    const items = await importProfiles({
      file: join(agent4rec, 'movie_detail.csv.gz'),
      kind: 'item',
      ids: idMap(Array.from({ length: 3292 }, (_, item) => String(item))),
    });
    expect(items.profiles[0]?.summarization).toMatch(/^A group of toys/);
    expect(items.profiles.filter(Boolean).length).toBeGreaterThan(3200);
  });
});
