import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunResults } from '@hnlm/reproduce/results';
import { pickRows } from '@hnlm/reproduce/rows';
import type { Check } from '../check.ts';
import { latest, startReproduce } from '../run-reproduce.ts';

/** Most seconds and megabytes that the run may take. */
const limits = { seconds: 600, megabytes: 2000 };

/** The run without arguments, as a newcomer makes it. */
export const quickstart: Check = {
  name: 'quickstart',
  about: 'the run without arguments: its time and memory, its rows, its controls',
  async run(log) {
    const out = await mkdtemp(join(tmpdir(), 'hnlm-quickstart-'));
    try {
      log('reproduce (takes some minutes) ...');
      const ended = await startReproduce(['--out', out]).ended;
      if (ended.code !== 0)
        return { pass: false, figures: { code: ended.code, error: ended.stderr.slice(-2000) } };
      const results = JSON.parse(await readFile(latest(out, 'metrics.json'), 'utf8')) as RunResults;
      const run = JSON.parse(await readFile(latest(out, 'run.json'), 'utf8'));
      const report = await readFile(latest(out, 'report.html'), 'utf8');
      const byId = new Map(results.rows.map((row) => [row.id, row]));
      const rows = pickRows(undefined);
      const missing = rows.filter(({ id }) => !byId.has(id)).map(({ id }) => id);
      const misplaced = rows.filter(({ id, controls }) => byId.get(id)?.controls?.row !== controls?.row);
      const ndcg = Object.fromEntries(results.rows.map(({ id, test }) => [id, test['NDCG@20']?.mean]));
      const megabytes = run.environment.peakMemoryMB as number;
      return {
        pass:
          missing.length === 0 &&
          misplaced.length === 0 &&
          ndcg.uniform > ndcg.popularity &&
          ndcg['mix-off'] === ndcg.uniform &&
          ndcg['adjusted-off'] === ndcg.dns &&
          ended.seconds <= limits.seconds &&
          megabytes <= limits.megabytes &&
          report.includes('<svg'),
        figures: {
          seconds: Math.round(ended.seconds),
          megabytes,
          stages: run.seconds,
          missing,
          misplaced: misplaced.map(({ id }) => id),
          ndcg,
        },
      };
    } finally {
      await rm(out, { recursive: true, force: true });
    }
  },
};
