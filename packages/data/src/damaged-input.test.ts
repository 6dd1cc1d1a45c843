import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { writeFiles } from './__fixtures__/write-files.ts';
import type { InteractionFormat } from './format.ts';
import { loadDataset } from './load-dataset.ts';
import { type LogReading, readLog } from './read-log.ts';
import { eachLine } from './text-file.ts';

function reading(
  content: string | Uint8Array,
  format: InteractionFormat = 'csv',
  options: Partial<LogReading> = {},
) {
  const path = join(writeFiles({ data: content }), 'data');
  return { path, log: () => readLog({ path, format, ...options }) };
}

const csv = 'user,item,rating,timestamp\n';
const review = { user_id: 'u', parent_asin: 'p', rating: 5, timestamp: 1_586_445_693_499, text: 'x' };
const jsonl = (change: object) => `${JSON.stringify(review)}\n${JSON.stringify({ ...review, ...change })}\n`;

describe('one line that is wrong', () => {
  const nan = JSON.stringify(review).replace('5', 'NaN');
  const cases: [what: string, InteractionFormat, content: string, message: RegExp][] = [
    ['not JSON', 'jsonl', `${JSON.stringify(review)}\n{"user_id": "u",\n`, /data:2: is not JSON \(/],
    [
      'not an object',
      'jsonl',
      `${JSON.stringify(review)}\n[1, 2]\n`,
      /data:2: is not a JSON object: "\[1, 2\]"$/,
    ],
    ['no id', 'amazon-2023', jsonl({ user_id: undefined }), /data:2: "user_id" is absent$/],
    ['an empty id', 'amazon-2023', jsonl({ parent_asin: '' }), /data:2: "parent_asin" is "", not an id$/],
    ['an object as id', 'amazon-2023', jsonl({ user_id: { a: 1 } }), /"user_id" is \{"a":1\}, not an id$/],
    ['a text as rating', 'amazon-2023', jsonl({ rating: '5' }), /"rating" is "5", not a rating of 1 to 5$/],
    ['a rating of 0', 'amazon-2023', jsonl({ rating: 0 }), /data:2: "rating" is 0, not a rating of 1 to 5$/],
    ['a negative rating', 'yelp', '', /"stars" is -3, not a rating of 1 to 5$/],
    ['NaN in JSON', 'amazon-2023', `${JSON.stringify(review)}\n${nan}\n`, /data:2: is not JSON/],
    ['a number as text', 'amazon-2023', jsonl({ text: 7 }), /data:2: "text" is 7, not a text$/],
    [
      'a date of 2200',
      'amazon-2023',
      jsonl({ timestamp: 7_258_118_400_000 }),
      /data:2: timestamp 7258118400000 lies/,
    ],
    ['no date', 'amazon-2023', jsonl({ timestamp: 'today' }), /data:2: timestamp "today" is not a time$/],
    [
      'a rating that is no number',
      'csv',
      `${csv}u,i,1,1\nu,j,NaN,1\n`,
      /data:3: rating "NaN" is not a number$/,
    ],
    [
      'an infinite rating',
      'csv',
      `${csv}u,i,1,1\nu,j,Infinity,1\n`,
      /data:3: rating "Infinity" is not a number$/,
    ],
    [
      'seconds among milliseconds',
      'csv',
      `${csv}u,i,1,1586445693499\nu,j,1,1586445693\n`,
      /data:3: timestamp 1586445693 is in seconds/,
    ],
    ['too few fields', 'csv', `${csv}u,i,1,1\nu,j\n`, /data:3: /],
    [
      'a rating of 6 stars',
      'movielens',
      '1::2::3::900000000\n1::3::6::900000000\n',
      /data:2: rating 6 is not within 0.5 and 5$/,
    ],
    ['too few fields', 'movielens', '1\t2\t3\t900000000\n1\t3\t3\n', /data:2: has 3 fields/],
    ['too many fields', 'selfrec', '1 2 3\n1 2 3 4\n', /data:2: has 4 fields/],
  ];
  const yelp = { user_id: 'u', business_id: 'b', stars: 5, date: '2018-01-01' };
  const contentOf = (format: InteractionFormat, content: string) =>
    format === 'yelp' ? `${JSON.stringify(yelp)}\n${JSON.stringify({ ...yelp, stars: -3 })}\n` : content;

  it.each(cases)('%s in %s is an error that names file and line', async (_, format, content, message) => {
    await expect(reading(contentOf(format, content), format).log()).rejects.toMatchObject({
      code: 'DATA_PARSE',
      message: expect.stringMatching(message),
      hint: expect.any(String),
    });
  });

  it.each(cases)(
    '%s in %s is skipped, counted and listed where asked',
    async (_, format, content, message) => {
      const { log } = reading(contentOf(format, content), format, { onBadLine: 'skip' });
      const { userOf, notes } = await log();
      expect(userOf).toHaveLength(1);
      expect(notes).toEqual([
        { what: expect.stringContaining('skipped'), count: 1, examples: [expect.stringMatching(message)] },
      ]);
    },
  );
});

describe('encodings', () => {
  const text = `${csv}Zoë,i,1,1\nu,Ł,2,2\n`;
  const users = ['Zoë', 'u'];

  it('reads UTF-16 by its mark, in both orders, and packed', async () => {
    const little = Buffer.from(`\uFEFF${text}`, 'utf16le');
    const big = Buffer.from(little).swap16();
    for (const content of [little, big, gzipSync(little)]) {
      expect((await reading(content).log()).users).toEqual(users);
    }
  });

  it('reads a character that lies across two chunks', async () => {
    // Chunks end at 262,144 bytes, in the middle of a character here.
    for (const encoding of ['utf8', 'utf16le'] as const) {
      for (const shift of ['', 'x']) {
        const lines = `${shift}${'ü€'.repeat(300_000)}\n`.repeat(2);
        const mark = encoding === 'utf8' ? '' : '\uFEFF';
        const path = join(writeFiles({ data: Buffer.from(mark + lines, encoding) }), 'data');
        const found: string[] = [];
        await eachLine(path, (line) => found.push(line));
        expect(`${found.join('\n')}\n` === lines).toBe(true);
      }
    }
  });

  it('names the line of bytes that are not UTF-8, and reads them by the encoding that is named', async () => {
    const latin = Buffer.from(`${csv}${'u,i,1,1\n'.repeat(50_000)}Zoë,i,1,1\n`, 'latin1');
    await expect(reading(latin).log()).rejects.toMatchObject({
      code: 'DATA_PARSE',
      message: expect.stringMatching(/data:50002: is not valid UTF-8$/),
      hint: expect.stringContaining('encoding'),
    });
    expect((await reading(latin, 'csv', { encoding: 'latin1' }).log()).users).toEqual(['u', 'Zoë']);
    const skipped = await reading(latin, 'csv', { onBadLine: 'skip' }).log();
    expect(skipped.userOf).toHaveLength(50_000);
    expect(skipped.notes[0]).toMatchObject({ count: 1 });
  });

  it('refuses what is no text, and names of encodings that do not exist', async () => {
    const utf32 = Buffer.from([0xff, 0xfe, 0, 0, 0x75, 0, 0, 0]);
    const bare = Buffer.from(text, 'utf16le');
    for (const content of [utf32, bare]) {
      await expect(reading(content).log()).rejects.toMatchObject({ code: 'DATA_ENCODING' });
    }
    await expect(reading(text, 'csv', { encoding: 'latin-9000' }).log()).rejects.toMatchObject({
      code: 'DATA_ENCODING',
      message: '"latin-9000" is not the name of an encoding',
    });
    const half = Buffer.from(`\uFEFF${text}`, 'utf16le').subarray(0, -1);
    await expect(reading(half).log()).rejects.toMatchObject({
      code: 'DATA_ENCODING',
      message: expect.stringMatching(/data is not valid utf-16le$/),
    });
  });
});

describe('packed data', () => {
  const packed = gzipSync(
    `${csv}${Array.from({ length: 5000 }, (_, row) => `u${row},i${row % 7},1,1\n`).join('')}`,
  );

  it.each([1, 100, packed.length / 2, packed.length - 2])(
    'gzip data that miss their last %d bytes are cut off, and no line is skipped for it',
    async (missing) => {
      const content = packed.subarray(0, packed.length - Math.floor(missing));
      const { log } = reading(content, 'csv', { onBadLine: 'skip' });
      await expect(log()).rejects.toMatchObject({ code: 'DATA_GZIP' });
    },
  );

  it('gzip data with a wrong byte are damaged', async () => {
    const content = Buffer.from(packed);
    content[content.length >> 1] ^= 0xff;
    await expect(reading(content).log()).rejects.toMatchObject({ code: 'DATA_GZIP' });
  });

  it('several gzip members are one file', async () => {
    const content = Buffer.concat([gzipSync(csv), gzipSync('u,i,1,1\n'), gzipSync('v,i,1,1\n')]);
    expect((await reading(content).log()).users).toEqual(['u', 'v']);
  });

  const tar = Buffer.alloc(1024);
  tar.write('../../etc/passwd', 0);
  tar.write('ustar', 257);
  it.each([
    ['a zip archive', Buffer.from('PK\x03\x04\x14\0\0\0\x08\0../evil', 'latin1')],
    ['a tar archive', tar],
    ['a tar archive', gzipSync(tar)],
    ['packed with bzip2', Buffer.from('BZh91AY&SY\0\x01', 'latin1')],
    ['packed with xz', Buffer.from('\xfd7zXZ\0\0', 'latin1')],
    ['packed with zstd', Buffer.from('\x28\xb5\x2f\xfd\x04\0', 'latin1')],
  ])('%s is refused with the command that unpacks it', async (name, content) => {
    await expect(reading(content).log()).rejects.toMatchObject({
      code: 'DATA_ARCHIVE',
      message: expect.stringMatching(new RegExp(`data is ${name}$`)),
      hint: expect.stringMatching(/^Unpack it first \(.+ .*data\)/),
    });
  });

  it('an id may begin as a packed file does', async () => {
    expect((await reading('BZh1 i1\nu2 i1\n', 'pairs').log()).users).toEqual(['BZh1', 'u2']);
  });

  it('a compression bomb is refused before it is read to its end', async () => {
    // 1 GiB of zeros in 1 MiB.
    const block = gzipSync(`${'0'.repeat(2047)}\n`.repeat(2 ** 13));
    const path = join(writeFiles({ 'bomb.gz': '' }), 'bomb.gz');
    for (let member = 0; member < 64; member++) appendFileSync(path, block);
    let lines = 0;
    const reads = eachLine(path, () => {
      lines++;
    });
    await expect(reads).rejects.toMatchObject({
      code: 'DATA_SIZE',
      message: `${path} unpacks to more than 200 times its size`,
    });
    expect(lines).toBeLessThan(2 ** 18);
  });

  it('a file may be no larger than maxBytes, unpacked', async () => {
    await expect(reading(packed, 'csv', { maxBytes: 1000 }).log()).rejects.toMatchObject({
      code: 'DATA_SIZE',
    });
    await expect(reading(packed, 'csv', { maxBytes: 1e6 }).log()).resolves.toBeDefined();
  });
});

describe('tables', () => {
  it('two columns of one name are an error where they are asked for', async () => {
    const twice = 'user,item,rating,rating\nu,i,1,2\n';
    await expect(reading(twice).log()).rejects.toMatchObject({
      code: 'DATA_COLUMN',
      message: expect.stringMatching(/data has two columns "rating"$/),
      hint: expect.stringContaining('columns.rating'),
    });
    expect((await reading('user,item,note,note\nu,i,1,2\n').log()).userOf).toHaveLength(1);
  });

  it('ids keep quotes, tabs and line ends', async () => {
    const ids = ['say "hi"', 'a\tb', 'two\nlines', "it's", 'comma, inside'];
    const rows = ids.map((id) => `"${id.replaceAll('"', '""')}",i,1,1\n`).join('');
    expect((await reading(csv + rows).log()).users).toEqual(ids);
  });

  it('a Parquet file that is cut off, or none at all, is an error that names it', async () => {
    for (const content of ['PAR1 and nothing', '', csv]) {
      await expect(reading(content, 'parquet').log()).rejects.toMatchObject({
        code: 'DATA_FORMAT',
        message: expect.stringMatching(/data is no Parquet file, or a damaged one/),
      });
    }
  });

  it('a JSON array is refused with the command that makes lines of it', async () => {
    await expect(reading('[{"user": 1}]', 'jsonl').log()).rejects.toMatchObject({
      code: 'DATA_FORMAT',
      hint: expect.stringContaining("jq -c '.[]'"),
    });
  });
});

it('an empty k-core says what was asked and what to loosen', async () => {
  const { path } = reading(`${csv}u,i,1,1\nv,j,1,1\n`);
  await expect(loadDataset({ path, format: 'csv', kCore: 10 })).rejects.toMatchObject({
    code: 'DATA_EMPTY',
    hint: expect.stringContaining('kCore'),
  });
});
