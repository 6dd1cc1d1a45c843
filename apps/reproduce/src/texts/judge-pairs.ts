import type { Profiles } from '@hnlm/llm-profile';
import { type JudgedNegatives, judgeNegatives, type NegativeSet } from '@hnlm/semantic-neg';
import type { TextWork } from './text-work.ts';

/** Lets the judge of the settings say which negatives their users would want after all. */
export async function judgePairs(
  { loaded, options, judge, settle, progress }: TextWork,
  profiles: Profiles,
  negatives: NegativeSet,
): Promise<JudgedNegatives> {
  const { model, ...settings } = options.texts.filters!.judge!;
  progress.stage(`verdicts by ${model}`);
  const judged = await judgeNegatives({
    ...judge!,
    ...settings,
    negatives,
    data: loaded.dataset.train,
    userProfiles: profiles.users,
  });
  await settle();
  return judged;
}
