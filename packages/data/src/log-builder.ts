import type { DataNote, ProvenanceStep, Review } from '@hnlm/core';
import { createIdDictionary } from './id-dictionary.ts';
import type { InteractionSink } from './interaction.ts';
import type { InteractionLog } from './interaction-log.ts';

/** Collects what readers deliver into columns. */
export interface LogBuilder {
  readonly add: InteractionSink;
  /** Returns how many interactions were added. */
  size(): number;
  /** Returns what was added, as a log. Nothing is to be added afterwards. */
  finish(provenance: readonly ProvenanceStep[], notes?: readonly DataNote[]): InteractionLog;
}

/** Makes an empty {@link LogBuilder}; it drops reviews, unless they are asked for. */
export function createLogBuilder({ reviews: withReviews = false } = {}): LogBuilder {
  const users = createIdDictionary();
  const items = createIdDictionary();
  let size = 0;
  let capacity = 2 ** 16;
  let userOf = new Int32Array(capacity);
  let itemOf = new Int32Array(capacity);
  let ratings: Float32Array<ArrayBuffer> | undefined;
  let times: Float64Array<ArrayBuffer> | undefined;
  let reviews: (Review | undefined)[] | undefined;

  function grow(): void {
    capacity *= 2;
    userOf = copyInto(new Int32Array(capacity), userOf);
    itemOf = copyInto(new Int32Array(capacity), itemOf);
    ratings &&= copyInto(new Float32Array(capacity), ratings);
    times &&= copyInto(new Float64Array(capacity), times);
  }

  return {
    add(user, item, rating, time, review) {
      if (size === capacity) grow();
      userOf[size] = users.numberOf(user);
      itemOf[size] = items.numberOf(item);
      if (rating !== undefined) ratings ??= new Float32Array(capacity).fill(Number.NaN, 0, size);
      if (ratings) ratings[size] = rating ?? Number.NaN;
      if (time !== undefined) times ??= new Float64Array(capacity).fill(Number.NaN, 0, size);
      if (times) times[size] = time ?? Number.NaN;
      if (withReviews) {
        if (review) reviews ??= Array.from({ length: size }, () => undefined);
        reviews?.push(review);
      }
      size++;
    },
    size: () => size,
    finish: (provenance, notes = []) => ({
      users: users.ids,
      items: items.ids,
      userOf: userOf.subarray(0, size),
      itemOf: itemOf.subarray(0, size),
      ...(ratings && { ratings: ratings.subarray(0, size) }),
      ...(times && { times: times.subarray(0, size) }),
      ...(reviews && { reviews }),
      notes,
      provenance,
    }),
  };
}

function copyInto<Column extends { set(values: Column): void }>(larger: Column, column: Column): Column {
  larger.set(column);
  return larger;
}
