import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { fromSplits } from '@hnlm/data';
import { checkSeen, measureLists, readLists } from '@hnlm/eval';
import type { Check } from '../check.ts';
import { withShared } from '../shared-data.ts';
import { hasNumpy, largestDifference, measureIndependently } from './independent-metrics.ts';

const models = ['Pop', 'MF', 'LightGCN', 'MultVAE'];
const at = [1, 5, 10, 20];
const limit = 1e-12;

/** Published top-k lists of other people's models, against numpy. */
export const lists: Check = {
  name: 'lists',
  about:
    'the published lists of agent4rec-ml1m (Pop, MF, LightGCN, MultVAE), against numpy: at most 1e-12 apart',
  run: () =>
    withShared('data/agent4rec-ml1m', async (folder) => {
      if (!hasNumpy()) return { pass: null, figures: { missing: 'numpy' } };
      const part = (name: string) => join(folder, `${name}.txt.gz`);
      const [train, validation, testFile] = ['train', 'valid', 'test'].map(part);
      const { test } = await fromSplits({ train, validation, test: testFile, format: 'lightgcn' });
      const found = models.map((model) => {
        const file = part(`recommend_top_k.${model}`);
        const read = readLists(gunzipSync(readFileSync(file)).toString(), test);
        checkSeen(read, test);
        const theirs = measureIndependently({
          lists: file,
          relevant: testFile,
          masked: [train, validation],
          items: test.items.size,
          at,
          form: 'rows',
        });
        const ours = measureLists({
          lists: read,
          relevant: test.interactions,
          metrics: Object.keys(theirs.metrics),
        });
        const largest = largestDifference(ours, theirs, test.users);
        const pass = largest.mean <= limit && largest.byUser <= limit && theirs.masked === 0;
        return { model, pass, largest, maskedInLists: theirs.masked, metrics: ours.metrics };
      });
      return { pass: found.every(({ pass }) => pass), figures: { limit, items: test.items.size, found } };
    }),
};
