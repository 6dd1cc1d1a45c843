import { z } from 'zod';

const count = z.int().min(1);
const share = z.number().min(0).max(1);
const cosine = z.number().min(-1).max(1);
const amount = z.number().min(0);

const server = z
  .strictObject({
    /** Folder of models for `transformers:NAME`. */
    modelPath: z.string().min(1),
    /** These three are `openAICompatible`'s. */
    schemaForm: z.enum(['json_schema', 'llama.cpp', 'json_object', 'none']),
    maxTokensField: z.enum(['max_tokens', 'max_completion_tokens']),
    extra: z.record(z.string(), z.unknown()),
    /** How long to go on while the server does nothing but fail. */
    patienceMinutes: z.number().positive(),
  })
  .partial();

const profiles = z
  .strictObject({
    maxWords: count,
    maxProfiles: count,
    /** Which profiles are asked for when `maxProfiles` is short. */
    choose: z.enum(['random', 'zip']),
    order: z.enum(['varied', 'newest', 'random']),
    maxReviews: z.int().min(0),
    maxInteractions: count,
    /** Of a prompt. */
    maxTokens: count,
  })
  .partial();

const pairs = z
  .strictObject({
    choose: z.enum(['all', 'random', 'zip', 'uncertain']),
    budget: count,
    maxPerUser: count,
    leastOverlap: share,
  })
  .partial();

const generator = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('prompt') }),
  z.strictObject({ kind: z.literal('reflected'), repairs: z.int().min(0).optional() }),
  z.strictObject({
    kind: z.literal('swaps'),
    k: count.optional(),
    concepts: z.enum(['data', 'llm', 'words']).optional(),
    dimensions: z.array(z.string().min(1)).min(1).optional(),
    swapRoot: z.boolean().optional(),
  }),
  z.strictObject({
    kind: z.literal('reward'),
    temperature: z.number().positive().optional(),
    sharedSteps: z.int().min(0).optional(),
  }),
]);

const flags = [
  'is-positive',
  'copies-title',
  'too-near',
  'out-of-catalogue',
  'markup',
  'near-profile',
  'unchanged',
  'wanted',
] as const;

const judge = z.strictObject({
  /** Such as `ollama:mistral:7b`. */
  model: z.string().min(1),
  maxCalls: count.optional(),
  allowRelated: z.boolean().optional(),
  /** Of a million tokens; that of `--price` by default. */
  price: z.strictObject({ prompt: amount, completion: amount }).optional(),
});

const filters = z
  .strictObject({
    /** What is left out of training, beside what the filters below find. */
    drop: z.array(z.enum(flags)),
    tooNear: cosine,
    outOfCatalogue: cosine,
    nearProfile: cosine,
    leastChange: z.number().positive(),
    judge,
  })
  .partial();

const mix = z
  .strictObject({
    perGenerated: count,
    perRetrieved: count,
    lambda: amount,
    retrieved: z.enum(['hardest', 'reward', 'random']),
    temperature: z.number().positive(),
    sharedSteps: z.int().min(0),
    assist: z.boolean(),
  })
  .partial();

/** The shape of the file that `--texts` names. The names are those of the packages' options. */
export const textSettings = z.strictObject({ server, profiles, pairs, generator, filters, mix }).partial();

/** How profiles and negatives are made, as the user set it. */
export type TextSettings = z.infer<typeof textSettings>;
