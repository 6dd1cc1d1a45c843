import type { TrainView } from '@hnlm/core';
import { addFlags } from './add-flags.ts';
import { embeddingWidth } from './embedding-width.ts';
import type { NegativeSet } from './negative-set.ts';
import { dotRows, unitRows } from './unit-rows.ts';

/** Options of {@link flagNearProfiles}. */
export interface FlagNearProfilesOptions {
  readonly negatives: NegativeSet;
  readonly data: TrainView;
  /** Embeddings of `negatives.texts`, `[texts * dimensions]`. */
  readonly textEmbeddings: Float32Array;
  /** Embeddings of the users' profiles by the same encoder, by dense index, zeros where there is none. */
  readonly profileEmbeddings: Float32Array;
  /** Cosine from which a text is `near-profile`. There is no default: it depends on encoder and profiles. */
  readonly tooNear: number;
}

/**
 * Marks texts that are so near the profile of their user that the user probably wants them: false negatives. Profiles
 * are written from the train history alone, so nothing held out decides.
 *
 * @throws HnlmError `EMBEDDINGS_SHAPE` if the embeddings do not fit texts and users, or are not finite.
 * @example
 * ```ts
 * const flagged = flagNearProfiles({ negatives, data, textEmbeddings, profileEmbeddings, tooNear: 0.8 });
 * ```
 */
export function flagNearProfiles(options: FlagNearProfilesOptions): NegativeSet {
  const { negatives, data, textEmbeddings, profileEmbeddings, tooNear } = options;
  if (negatives.texts.length === 0) return negatives;
  const width = embeddingWidth({
    texts: [textEmbeddings, negatives.texts.length],
    profiles: [profileEmbeddings, data.users.size],
  });
  const texts = unitRows(textEmbeddings, width, 'text');
  const profiles = unitRows(profileEmbeddings, width, 'profile');
  return addFlags(negatives, ({ user, text }) => {
    const row = data.users.indexOf(user);
    if (row === undefined) return [];
    return dotRows(texts, text, profiles, row, width) >= tooNear ? ['near-profile'] : [];
  });
}
