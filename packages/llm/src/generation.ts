import type { ModelIdentity } from './chat-model.ts';

/** How a generation came about; the same whether it was asked for now or found in the ledger. */
export interface GenerationProvenance {
  readonly model: ModelIdentity;
  readonly task: { readonly name: string; readonly version: string };
  /** Hash of the messages of the last attempt, as in the ledger. */
  readonly promptHash: string;
  readonly schemaHash: string;
  /** Requests that were answered, the last of them with this result. */
  readonly attempts: number;
  /** Whether the JSON of the reply had to be mended. */
  readonly repaired: boolean;
}

/** What became of one prompt: a value, a declined answer, or no usable reply. */
export type Generation<T> =
  | { readonly status: 'ok'; readonly value: T; readonly provenance: GenerationProvenance }
  | { readonly status: 'abstained'; readonly provenance: GenerationProvenance }
  | { readonly status: 'failed'; readonly reason: string; readonly provenance: GenerationProvenance };
