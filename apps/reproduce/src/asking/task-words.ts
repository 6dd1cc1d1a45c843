const words: Readonly<Record<string, string>> = {
  'item-profile': 'item profiles',
  'user-profile': 'user profiles',
  concept: 'concepts of items',
  'hard-negative': 'negatives',
  'hard-negative-draft': 'drafts of negatives',
  'hard-negative-reflection': 'reflections on drafts',
  'negative-judge': 'verdicts on negatives',
};

/** Says what the replies to a task are. */
export function taskWords({ name }: { readonly name: string }): string {
  return words[name] ?? name;
}
