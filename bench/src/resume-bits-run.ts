import { createHash } from 'node:crypto';
import { checkpointFile, train } from '@hnlm/cf-models';
import { useBackend } from '@hnlm/tfjs-backend';
import { resumableTrainings } from './resumable-trainings.ts';
import { generatedPairs } from './small-training.ts';

/*
 * Trains with a checkpoint, or without one, and says on lines of JSON where it begins and what came out:
 *
 *     node bench/src/resume-bits-run.ts <name of the training> [<checkpoint>]
 */
const [name, path] = process.argv.slice(2);
await useBackend('hnlm', { threads: 1 });
const say = (line: object) => console.log(JSON.stringify(line));
// Any measure will do that tells models apart.
const spread = (values: Float32Array) => values.reduce((sum, value, n) => sum + value * ((n % 7) - 3), 0);
const { userEmbeddings, itemEmbeddings, training } = await train({
  ...generatedPairs(),
  ...resumableTrainings[name](),
  metric: (model) => spread(model.userEmbeddings),
  batch: 512,
  epochs: 2,
  learningRate: 5e-3,
  seed: 1,
  ...(path && { checkpoint: { file: checkpointFile(path), everySeconds: 0.02 } }),
  onEvent: (event) => {
    if (event.type === 'start') say({ began: true });
    if (event.type === 'resumed') say({ resumed: event.steps });
  },
});
const sha256 = createHash('sha256')
  .update(userEmbeddings)
  .update(itemEmbeddings)
  .update(JSON.stringify(training))
  .digest('hex');
say({ sha256, steps: training.steps });
