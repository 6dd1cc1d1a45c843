import type { Interaction, InteractionSink } from './interaction.ts';

/** Gathers what readers deliver; several files may share one, so that an id means the same in all of them. */
export interface Collector {
  /** Original ids, in order of first appearance; interactions hold indices into these. */
  readonly users: readonly string[];
  readonly items: readonly string[];
  /** Starts a list of interactions. */
  list(): { readonly rows: readonly Interaction[]; readonly add: InteractionSink };
}

/** Makes an empty {@link Collector}. */
export function createCollector(): Collector {
  const users = numbering();
  const items = numbering();
  return {
    users: users.ids,
    items: items.ids,
    list() {
      const rows: Interaction[] = [];
      const add: InteractionSink = (user, item, rating, _time, review) => {
        rows.push({
          user: users.of(user),
          item: items.of(item),
          rating,
          review,
        });
      };
      return { rows, add };
    },
  };
}

function numbering() {
  const index = new Map<string, number>();
  const ids: string[] = [];
  return {
    ids,
    of(id: string): number {
      let number = index.get(id);
      if (number === undefined) {
        number = ids.push(id) - 1;
        index.set(id, number);
      }
      return number;
    },
  };
}
