import { readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { contains } from '@hnlm/core';
import { simulateWorld } from '@hnlm/data';
import { tableFromIPC } from 'apache-arrow';
import { beforeAll, describe, expect, it } from 'vitest';
import { metricsText, readResults, runFolders, storedTrainings } from '../__fixtures__/read-run.ts';
import { runCli } from '../__fixtures__/run-cli.ts';
import { temporaryFolder } from '../__fixtures__/temporary-folder.ts';
import type { RowResult, RunResults } from '../report/results.ts';
import { rows } from './rows.ts';

const world = { users: 40, items: 40, interactions: 600 };
const args = ['--world', 'users=40,items=40,interactions=600', '--epochs', '3', '--seeds', '2'];

describe('a run of every row on a tiny world', () => {
  const out = temporaryFolder();
  const outOfOne = temporaryFolder();
  let results: RunResults;
  let stdout: string;
  // Rows of mixed negatives are run where they are asked for.
  const all = [...args, '--texts', '{"mix":{}}'];

  beforeAll(async () => {
    const two = await runCli([...all, '--out', out, '--workers', '2']);
    expect(two).toMatchObject({ code: 0 });
    stdout = two.stdout;
    results = readResults(out);
    expect(await runCli([...all, '--out', outOfOne, '--workers', '1'])).toMatchObject({ code: 0 });
  }, 60_000);

  const row = (id: string): RowResult => {
    const found = results.rows.find((one) => one.id === id);
    if (!found) throw new Error(`no row ${id}`);
    return found;
  };
  const measured = ({ validation, test, seeds }: RowResult) => ({ validation, test, seeds });

  it('has every row, in the order of the table', () => {
    expect(results.rows.map(({ id }) => id)).toEqual(['popularity', ...rows.map(({ id }) => id)]);
    for (const { label } of rows.filter(({ kind }) => kind !== 'control'))
      expect(stdout).toContain(label.split(',')[0]);
  });

  it('writes the same bytes with one worker as with two, in any folder', () => {
    expect(metricsText(outOfOne)).toBe(metricsText(out));
    for (const secret of [out, realpathSync(join(out, 'latest')).split('/').at(-1) as string])
      expect(metricsText(out)).not.toContain(secret);
  });

  it('equals uniform to the bit with alpha = 0, and DNS with lambda = 0', () => {
    expect(measured(row('mix-off'))).toEqual(measured(row('uniform')));
    expect(measured(row('adjusted-off'))).toEqual(measured(row('dns')));
  });

  it('differs from uniform and DNS where text takes part', () => {
    const curves = (id: string) => JSON.stringify(row(id).seeds.map(({ curve }) => curve));
    for (const id of ['mix', 'mix-random', 'mix-shuffled', 'mix-mined', 'hybrid', 'hybrid-retrieved'])
      expect(curves(id)).not.toBe(curves('uniform'));
    for (const id of ['adjusted', 'adjusted-other', 'dns-text', 'dns-permuted-text'])
      expect(curves(id)).not.toBe(curves('dns'));
    expect(curves('mix-shuffled')).not.toBe(curves('mix'));
    expect(curves('hybrid-retrieved')).not.toBe(curves('hybrid'));
    expect(curves('dns-permuted-text')).not.toBe(curves('dns-text'));
  });

  it('chooses the option with the highest validation, and names all that were tried', () => {
    const chosen = results.rows.flatMap(({ chosen }) => chosen);
    expect(chosen.map(({ option }) => option)).toEqual(['pool', 'lambda', 'lambda']);
    for (const { value, tried } of chosen) {
      const highest = Math.max(...tried.map(({ validation }) => validation));
      expect(tried.find(({ validation }) => validation === highest)?.value).toBe(value);
    }
    expect(row('dns').chosen[0].tried.map(({ value }) => value)).toEqual(['4', '8', '16', '4 of 16', '32']);
  });

  it('reports each seed with the best epoch of its validation curve', () => {
    for (const { id, seeds, validation } of results.rows.slice(1)) {
      expect(
        seeds.map(({ seed }) => seed),
        id,
      ).toEqual([1, 2]);
      const best = seeds.map(({ curve, bestEpoch }) => {
        const at = curve.find(({ epoch }) => epoch === bestEpoch)?.value;
        expect(at).toBe(Math.max(...curve.map(({ value }) => value)));
        return at as number;
      });
      expect(validation.mean).toBeCloseTo((best[0] + best[1]) / 2, 12);
    }
  });

  it('measures on test only what was chosen, and tries options with the first seed only', () => {
    const [run] = runFolders(out);
    const trainings = [...storedTrainings(run).values()];
    const tried = results.rows.flatMap(({ chosen }) => chosen.flatMap((one) => one.tried)).length;
    const choosing = results.rows.filter(({ chosen }) => chosen.length > 0).length;
    expect(trainings).toHaveLength(2 * rows.length + tried - choosing);

    const passedOver = trainings.filter(({ test }) => !test);
    expect(passedOver).toHaveLength(tried - choosing);
    expect(passedOver.every(({ spec }) => spec.seed === 1)).toBe(true);

    const label = (row('dns').chosen[0].value.match(/\d+/g) as string[]).map(Number);
    const [top, candidates] = label.length === 2 ? label : [1, label[0]];
    const pools = trainings.filter(
      ({ spec }) => spec.negatives.kind === 'dns' && spec.start === 'normal' && spec.seed === 1,
    );
    expect(pools).toHaveLength(5);
    for (const { spec, test } of pools) {
      const isChosen =
        spec.negatives.kind === 'dns' &&
        spec.negatives.top === top &&
        spec.negatives.candidates === candidates;
      expect(test !== undefined, JSON.stringify(spec)).toBe(isChosen);
    }
  });

  it('keeps texts by original ids: every negative belongs to a train pair', () => {
    const { dataset } = simulateWorld({ ...world, seed: 1 });
    const { users, items, interactions } = dataset.train;
    const [run] = runFolders(out);
    const table = tableFromIPC(readFileSync(join(run, 'negatives.arrow')));
    expect(table.numRows).toBeGreaterThan(100);
    for (const { user, positive, text } of table.toArray()) {
      const known = contains(interactions, users.indexOf(user) ?? -1, items.indexOf(positive) ?? -1);
      expect(known, `${user} ${positive}`).toBe(true);
      expect(text).not.toBe('');
    }
    const vectors = tableFromIPC(readFileSync(join(run, 'item-text-embeddings.arrow')));
    expect(vectors.toArray().map(({ id }) => id)).toEqual(items.ids);
  });
});

describe('a run of few rows', () => {
  const out = temporaryFolder();

  it.each(['mix', 'adjusted-off'])('runs %s alone', async (id) => {
    const ended = await runCli([...args, '--seeds', '1', '--rows', id, '--out', out]);
    expect(ended).toMatchObject({ code: 0 });
    expect(readResults(out).rows.map((row) => row.id)).toEqual(['popularity', id]);
  });

  it('compares nothing where a test part holds a single user', async () => {
    const world = ['--world', 'users=1,items=30', '--rows', 'uniform,dns', '--epochs', '2'];
    expect(await runCli([...world, '--out', out])).toMatchObject({ code: 0 });
    expect(readResults(out).rows.flatMap(({ comparisons }) => comparisons)).toEqual([]);
  });
});
