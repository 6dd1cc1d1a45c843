// Loads a file of JSON lines as a dataset, 5-core and split, in this process alone; prints seconds, megabytes and counts.
import { describeDataset, loadDataset } from '@hnlm/data';

const [path] = process.argv.slice(2);
const start = performance.now();
const dataset = await loadDataset({ path, format: 'jsonl', kCore: 5, seed: 1 });
const seconds = (performance.now() - start) / 1000;
const { users, items, train, validation, test } = describeDataset(dataset);
console.log(
  JSON.stringify({
    seconds,
    peak: process.resourceUsage().maxRSS / 1024,
    counts: {
      users,
      items,
      train: train.interactions,
      validation: validation.interactions,
      test: test.interactions,
    },
  }),
);
