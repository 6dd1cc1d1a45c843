import type { LoadedData } from '../load-data.ts';
import type { RunResults } from '../report/results.ts';
import type { MadeTexts } from './make-texts.ts';

/** Picks three pairs with a text, spread over the set. */
export function textExamples(
  { dataset }: LoadedData,
  { profiles, flagged: { texts, pairs } }: MadeTexts,
): RunResults['examples'] {
  const { users, items, texts: catalogue } = dataset.train;
  const titleOf = (id: string) => catalogue[items.indexOf(id) ?? -1]?.title ?? id;
  const chosen = [0.2, 0.5, 0.8].flatMap((share) => pairs[Math.floor(share * pairs.length)] ?? []);
  return [...new Set(chosen)].map(({ user, positive, text, flags = [] }) => ({
    user,
    profile: profiles.users[users.indexOf(user) ?? -1]?.summarization ?? '',
    positive: titleOf(positive),
    negative: texts[text].text,
    grounded: (texts[text].grounded ?? [])
      .slice(0, 3)
      .map(({ item, similarity }) => ({ item: titleOf(item), similarity })),
    flags,
  }));
}
