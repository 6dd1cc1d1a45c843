import { existsSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { metricsText, runFolders, storedTrainings } from './__fixtures__/read-run.ts';
import { runCli, startScript } from './__fixtures__/run-cli.ts';
import { temporaryFolder } from './__fixtures__/temporary-folder.ts';

const world = ['--world', 'users=40,items=40,interactions=600'];
const tiny = [...world, '--rows', 'uniform', '--epochs', '2', '--seeds', '1'];

describe('usage errors', () => {
  it.each<[args: string[], message: string]>([
    [['--epoch', '3'], "error: unknown option '--epoch'\n(Did you mean --epochs?)\n"],
    [['--epochs'], "error: option '--epochs <n>' argument missing\n"],
    [['ratings.csv'], 'error: too many arguments'],
    [['--rows', 'mixx'], 'error: unknown row "mixx"\nDid you mean "mix"? Known: uniform, '],
    [['--metric', 'NDGC@20'], 'error: unknown metric "NDGC"\nDid you mean "NDCG"? '],
    [['--llm', 'gpt'], 'error: unknown provider "gpt" in the model name "gpt"\n'],
  ])('%j ends with 2, one message and nothing written', async (args, message) => {
    const out = join(temporaryFolder(), 'runs');
    const ended = await runCli(['--out', out, ...args]);
    expect(ended.code).toBe(2);
    expect(ended.stdout).toBe('');
    expect(ended.stderr.slice(0, message.length)).toBe(message);
    expect(ended.stderr.match(/error/g)).toHaveLength(1);
    expect(ended.stderr).not.toMatch(/^\s+at /m);
    expect(existsSync(out)).toBe(false);
  });

  it('are none in --help', async () => {
    const ended = await runCli(['--help']);
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.stdout).toContain('--item-profiles <file>');
  });
});

describe('recipes', () => {
  const review = (user: string, item: string) =>
    JSON.stringify({ reviewerID: user, asin: item, overall: 5, unixReviewTime: 1_425_168_000 });
  const letters = [...'abcdefghijkl'];
  const folder = temporaryFolder({
    'Toys_and_Games.json': letters.flatMap((user) => letters.map((item) => review(user, item))).join('\n'),
  });

  it('recipe writes every stage beside the published figures', async () => {
    const ended = await runCli(['recipe', 'toys-and-games', '--from', folder, '--seed', '2']);
    expect(ended.code).toBe(0);
    expect(ended.stdout).toMatch(/^kCore .* 12 +12 +144 /m);
    expect(ended.stdout).toMatch(/^published +22,338 +9,023 +200,511 /m);
    expect(ended.stdout).toContain('users: 12 here, 22338 published');
  });

  it.each<[args: string[], message: string]>([
    [
      ['fetch', 'yelp2018', '--into', folder],
      'error: the files of Yelp2018 cannot be downloaded without you\n',
    ],
    [['fetch', 'toys'], 'error: "toys" is not a recipe\n'],
    [['recipe', 'cds-and-vinyl', '--from', folder], `error: ${folder} does not hold CDs_and_Vinyl.json.gz`],
    [['recipe', 'cds-and-vinyl', '--seed', 'x'], 'error: --seed x: not a whole number from 0 on\n'],
  ])('%j ends with 1 and says what to do', async (args, message) => {
    const ended = await runCli(args);
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain(message);
    expect(ended.stderr).not.toMatch(/^\s+at /m);
  });
});

describe('files with faults', () => {
  const folder = temporaryFolder({
    'ratings.csv': 'userId,movieId,rating\n1,a,4\n1,b,five\n',
    'good.csv': `userId,movieId\n${[1, 2, 3].flatMap((u) => [1, 2, 3, 4].map((i) => `${u},${i}`)).join('\n')}\n`,
    'inter.csv': 'user_id:token\titem_id:token\n1\t2\n',
    'items.csv': 'movieId,title\n1,One\n',
  });
  const path = (name: string) => join(folder, name);
  const csvFile = (name: string) => ['--data', path(name), '--format', 'csv'];

  it.each<[what: string, args: string[], message: string]>([
    [
      'a missing file',
      csvFile('ratings.cvs'),
      `${path('ratings.cvs')} does not exist\nDid you mean "ratings.csv"?`,
    ],
    ['another format', csvFile('inter.csv'), `${path('inter.csv')} is not in the format "csv"`],
    ['a damaged line', csvFile('ratings.csv'), `${path('ratings.csv')}:3: rating "five" is not a number`],
    [
      'an unknown column',
      [...csvFile('good.csv'), '--columns', 'user=userID'],
      `${path('good.csv')} has no column "userID" (columns.user)\nDid you mean "userId"?`,
    ],
    [
      'a missing item file',
      [...csvFile('good.csv'), '--items', path('none.csv')],
      `${path('none.csv')} does not`,
    ],
    [
      'a missing profile file',
      [...csvFile('good.csv'), '--items', path('items.csv'), '--profiles', path('none.csv')],
      `${path('none.csv')}: there is no such file`,
    ],
    [
      'no text for rows that need one',
      [...csvFile('good.csv'), '--rows', 'mix,adjusted'],
      'every chosen row needs item texts, and the data have none\nGive item texts with --items',
    ],
    [
      'ratings that are not there',
      [...csvFile('good.csv'), '--min-rating', '4'],
      'minRating needs ratings; ',
    ],
  ])('%s ends with 1, one message and nothing written', async (_, args, message) => {
    const out = join(temporaryFolder(), 'runs');
    const ended = await runCli([...args, '--out', out]);
    expect(ended.stderr.slice(0, message.length + 7)).toBe(`error: ${message}`);
    expect(ended.code).toBe(1);
    expect(ended.stdout).toBe('');
    expect(ended.stderr.trim().split('\n')).toHaveLength(2);
    expect(existsSync(out)).toBe(false);
  });

  it('an output folder that is a file is one message, too', async () => {
    const ended = await runCli([...tiny, '--out', path('items.csv')]);
    expect(ended.code).toBe(1);
    expect(ended.stderr).toMatch(/^error: EEXIST: .*items\.csv'\n$/);
  });
});

describe('a run that fails', () => {
  it('ends by itself, leaves no result, and leaves the latest one where it is', async () => {
    const out = temporaryFolder();
    expect(await runCli([...tiny, '--out', out])).toMatchObject({ code: 0 });
    const good = realpathSync(join(out, 'latest'));
    const ended = await runCli([
      ...tiny,
      '--rows',
      'uniform,dns',
      '--lr',
      '1e30',
      '--seeds',
      '4',
      '--out',
      out,
    ]);
    expect(ended.code).toBe(1);
    expect(ended.stderr).toMatch(/^error: .+\n.*lower the learning rate\.\n$/im);
    expect(ended.stdout).toBe('');
    expect(realpathSync(join(out, 'latest'))).toBe(good);
    const failed = runFolders(out).find((path) => realpathSync(path) !== good) as string;
    expect(readdirSync(failed).sort()).toEqual(['run.json', 'trainings']);
    expect(readdirSync(out).filter((name) => name.startsWith('.'))).toEqual([]);
  });
});

describe('a run that is interrupted', () => {
  const args = [...world, '--rows', 'uniform,dns', '--epochs', '60', '--patience', '60', '--seeds', '2'];

  it('ends with 130, and the same command goes on to the same bytes', async () => {
    const [whole, stopped] = [temporaryFolder(), temporaryFolder()];
    expect(await runCli([...args, '--out', whole])).toMatchObject({ code: 0 });

    const started = startScript('cli.ts', [...args, '--out', stopped]);
    const tested = () =>
      runFolders(stopped).flatMap((run) =>
        [...storedTrainings(run)].filter(([, { test }]) => test).map(([name]) => name),
      );
    await expect.poll(() => tested().length, { timeout: 20_000, interval: 5 }).toBeGreaterThan(0);
    started.process.kill('SIGINT');
    const ended = await started.ended;
    expect(ended.code).toBe(130);
    expect(ended.stdout).toBe('');
    expect(ended.stderr).toMatch(/Interrupted\. The same command .* goes on where this run stopped\.\n$/);
    const [run] = runFolders(stopped);
    expect(existsSync(join(stopped, 'latest'))).toBe(false);
    expect(existsSync(join(run, 'metrics.json'))).toBe(false);
    expect(existsSync(join(run, 'report.html'))).toBe(false);

    const kept = tested();
    expect(kept.length).toBeLessThan(4);
    const writtenAt = (name: string) => statSync(join(run, 'trainings', name)).mtimeMs;
    const before = kept.map(writtenAt);
    const again = await runCli([...args, '--out', stopped]);
    expect(again).toMatchObject({ code: 0 });
    expect(again.stderr).toContain(`Going on with the unfinished run in ${run}`);
    expect(runFolders(stopped)).toEqual([run]);
    expect(kept.map(writtenAt)).toEqual(before);
    expect(metricsText(stopped)).toBe(metricsText(whole));
    const report = (out: string) => readFileSync(join(out, 'latest', 'report.html'), 'utf8');
    expect(report(stopped)).toBe(report(whole));
  });
});
