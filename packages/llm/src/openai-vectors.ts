import type { ModelIdentity } from './chat-model.ts';
import { restoreVector } from './stored-vector.ts';

/** Which model is asked for vectors, and of which length. */
export interface VectorRequest {
  readonly model: string;
  readonly dimensions?: number;
}

/** The body of an embedding request, as it also goes into batch files. */
export function vectorRequest(
  { model, dimensions }: VectorRequest,
  input: string | readonly string[],
): Record<string, unknown> {
  return { model, input, encoding_format: 'float', ...(dimensions !== undefined && { dimensions }) };
}

/** Tells shortened vectors from whole ones: the length is part of the identity. */
export function vectorIdentity(identity: ModelIdentity, { model, dimensions }: VectorRequest): ModelIdentity {
  return dimensions === undefined ? identity : { ...identity, model: `${model}, ${dimensions} dimensions` };
}

interface VectorAnswer {
  readonly data?: readonly { readonly index?: number; readonly embedding?: unknown }[];
}

/**
 * Reads the vectors of an answer in the order of the texts, or says what is wrong with it. `length` is that of vectors
 * known before.
 *
 * @throws TypeError if the answer is of another shape
 */
export function readVectors(answer: unknown, count: number, length?: number): Float32Array[] | string {
  const { data = [] } = answer as VectorAnswer;
  const vectors: Float32Array[] = [];
  for (const [place, { index = place, embedding }] of data.entries()) {
    const vector = typeof embedding === 'string' ? restoreVector({ vector: embedding }) : embedding;
    // Servers write numbers that are not finite as null.
    if (!isNumbers(vector)) return 'a vector with a number that is not finite';
    vectors[index] = Float32Array.from(vector);
  }
  if (vectors.length !== count || Object.keys(vectors).length !== count) {
    return `${data.length} vectors for ${count} texts`;
  }
  const wanted = length ?? vectors[0]?.length;
  const other = vectors.find((vector) => vector.length !== wanted || wanted === 0);
  return other ? `a vector of ${other.length} numbers where others have ${wanted}` : vectors;
}

function isNumbers(vector: unknown): vector is ArrayLike<number> {
  return (Array.isArray(vector) || vector instanceof Float32Array) && vector.every(Number.isFinite);
}
