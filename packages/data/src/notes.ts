import type { DataNote } from '@hnlm/core';

/** Counts findings about the data, with a few examples of each. */
export interface Notes {
  count(what: string, example: string): void;
  list(): readonly DataNote[];
}

const examplesKept = 5;

/** Makes {@link Notes} that go on from earlier ones. */
export function createNotes(earlier: readonly DataNote[] = []): Notes {
  const found = new Map(
    earlier.map(({ what, count, examples }) => [what, { count, examples: [...examples] }]),
  );
  return {
    count(what, example) {
      const note = found.get(what) ?? { count: 0, examples: [] };
      found.set(what, note);
      if (note.count++ < examplesKept) note.examples.push(example);
    },
    list: () => [...found].map(([what, note]) => ({ what, ...note })),
  };
}
