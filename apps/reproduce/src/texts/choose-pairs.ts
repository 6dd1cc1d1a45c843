import { createRandom } from '@hnlm/core';
import type { Profiles } from '@hnlm/llm-profile';
import { randomPairs, selectPairs, type TrainPair, uncertainPairs } from '@hnlm/semantic-neg';
import { packStudyData } from '../study/study-data.ts';
import { guideMargin } from './guide-scores.ts';
import type { TextWork } from './text-work.ts';
import { zipInThread } from './zip-in-thread.ts';

/** How many pairs ZIP ranks for one that is taken, where users have a cap that leaves some out. */
const reserve = 3;

/** Chooses the train pairs that deserve a call; `undefined` for all of them. */
export async function choosePairs(work: TextWork, profiles: Profiles): Promise<TrainPair[] | undefined> {
  const { loaded, options } = work;
  const { choose = 'all', budget = options.maxNegatives, maxPerUser } = options.texts.pairs ?? {};
  if (choose === 'all') return undefined;
  work.progress.stage('choosing the pairs that deserve a call');
  const data = loaded.dataset.train;
  const random = () => randomPairs({ data, random: createRandom(options.splitSeed).split('pairs') });

  async function ranked(): Promise<TrainPair[]> {
    if (choose === 'zip') {
      const users = profiles.users.map((profile) => profile?.summarization ?? '');
      const items = profiles.items.map(
        (profile, item) => profile?.summarization ?? data.texts[item].title ?? '',
      );
      const most = maxPerUser === undefined ? budget : reserve * budget;
      return zipInThread({ data: packStudyData(loaded.dataset), users, items, budget: most }, work.signal);
    }
    // A dry run has no guide; as many pairs in another order cost about the same.
    if (choose === 'random' || !work.guide) return random();
    return uncertainPairs({ data, margin: await guideMargin(await work.guide(), data, work.signal) });
  }
  return selectPairs({ pairs: await ranked(), budget, ...(maxPerUser !== undefined && { maxPerUser }) });
}
