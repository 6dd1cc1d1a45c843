import type { DataNote } from '@hnlm/core';

/** Counts findings about the data, with a few examples of each. */
export interface Notes {
  count(what: string, example: string): void;
  list(): readonly DataNote[];
}

const examplesKept = 5;

/** Makes an empty {@link Notes}. */
export function createNotes(): Notes {
  const found = new Map<string, { count: number; examples: string[] }>();
  return {
    count(what, example) {
      const note = found.get(what) ?? { count: 0, examples: [] };
      found.set(what, note);
      if (note.count++ < examplesKept) note.examples.push(example);
    },
    list: () => [...found].map(([what, note]) => ({ what, ...note })),
  };
}
