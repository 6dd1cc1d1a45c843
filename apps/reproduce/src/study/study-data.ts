import { createHash } from 'node:crypto';
import type { Vectors } from '@hnlm/align';
import { type Csr, type Dataset, idMap, type TrainView, type Validation } from '@hnlm/core';
import type { HybridNegatives } from '@hnlm/semantic-neg';

/** Texts of a study as vectors: of the items, and of the generated negatives with the pairs that they belong to. */
export interface StudyTexts {
  readonly items: Vectors;
  readonly negatives: Vectors;
  /** Original ids of each covered pair, and the row of its text in `negatives`. */
  readonly pairs: readonly { readonly user: string; readonly positive: string; readonly text: number }[];
  /** Items of the generated negatives mixed with retrieved ones; there for the rows that train on them. */
  readonly hybrid?: HybridNegatives;
  /** As many retrieved ones alone. */
  readonly retrievedAlone?: HybridNegatives;
}

/** What a training worker is given: plain data that can be posted. Test data are not among them. */
export interface StudyData {
  readonly users: readonly string[];
  readonly items: readonly string[];
  readonly train: Csr;
  readonly validation: Csr;
  readonly fingerprint: string;
  readonly texts?: StudyTexts;
}

/** Packs the train and validation parts of a dataset for a worker. */
export function packStudyData({ train, validation, fingerprint }: Dataset, texts?: StudyTexts): StudyData {
  return {
    users: train.users.ids,
    items: train.items.ids,
    train: train.interactions,
    validation: validation.interactions,
    fingerprint,
    ...(texts && { texts }),
  };
}

/** Makes views of what was posted. Reviews stay behind: no sampler reads them. */
export function unpackStudyData(data: StudyData): { train: TrainView; validation: Validation } {
  const shared = { users: idMap(data.users), items: idMap(data.items), fingerprint: data.fingerprint };
  return {
    train: {
      ...shared,
      part: 'train',
      interactions: data.train,
      texts: data.items.map(() => ({})),
      review: () => undefined,
    },
    validation: { ...shared, part: 'validation', interactions: data.validation, masked: data.train },
  };
}

/** Hashes the texts of a study, so that a training is never taken for one with other texts. */
export function studyTextsHash(texts: StudyTexts | undefined): string {
  const hash = createHash('sha256');
  if (texts) {
    hash.update(JSON.stringify(texts.pairs));
    for (const { values, dimensions } of [texts.items, texts.negatives]) {
      hash
        .update(`${dimensions} ${values.length}`)
        .update(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    }
    for (const mixed of [texts.hybrid, texts.retrievedAlone]) {
      if (!mixed) continue;
      hash.update(`${mixed.size}`);
      for (const { buffer, byteOffset, byteLength } of [mixed.items, mixed.weights])
        hash.update(new Uint8Array(buffer, byteOffset, byteLength));
    }
  }
  return hash.digest('hex').slice(0, 16);
}
