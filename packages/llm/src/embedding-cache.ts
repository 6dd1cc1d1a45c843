import type { ModelIdentity } from './chat-model.ts';
import { contentHash } from './content-hash.ts';
import { type Journal, openJournal } from './journal.ts';

/** A vector as base64 of its little-endian float32 values. */
export interface StoredVector {
  readonly vector: string;
}

/** Vectors by the hash of model identity and text. */
export type EmbeddingCache = Journal<StoredVector>;

/**
 * Opens (or makes) an embedding cache in a folder: the same append-only, crash-safe lines as the generation
 * ledger's.
 *
 * @throws HnlmError `JOURNAL_CORRUPT` if a line is damaged.
 * @example
 * ```ts
 * const cache = await openEmbeddingCache('runs/embeddings');
 * const { vectors, dimensions } = await embedAll({ model: sentenceEncoder(), texts, cache });
 * await cache.close();
 * ```
 */
export function openEmbeddingCache(folder: string): Promise<EmbeddingCache> {
  return openJournal<StoredVector>(folder, 'embeddings', isStoredVector);
}

function isStoredVector(value: unknown): boolean {
  return typeof (value as Partial<StoredVector> | null)?.vector === 'string';
}

/** Makes the key of a text's vector. */
export function embeddingKey(identity: ModelIdentity, text: string): string {
  return contentHash({ version: 1, model: identity, text });
}
