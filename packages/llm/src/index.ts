export {
  type AiSdkEmbeddingModel,
  type AiSdkLanguageModel,
  embedderFromAiSdk,
  fromAiSdk,
} from './ai-sdk.ts';
export type {
  CallOptions,
  ChatMessage,
  ChatModel,
  ChatReply,
  ChatRequest,
  JsonSchema,
  ModelIdentity,
  Usage,
} from './chat-model.ts';
export { cleanText } from './clean-text.ts';
export { type CreateModelOptions, createChatModel } from './create-chat-model.ts';
export { createEmbedder } from './create-embedder.ts';
export { type EmbedAllOptions, type EmbeddingEvent, type Embeddings, embedAll } from './embed-all.ts';
export { type EmbeddingCache, openEmbeddingCache, type StoredVector } from './embedding-cache.ts';
export type { EmbeddingModel } from './embedding-model.ts';
export { type GenerateAllOptions, type GenerationEvent, generateAll } from './generate-all.ts';
export type { Generation, GenerationProvenance } from './generation.ts';
export type { GenerationTask, Prompt } from './generation-task.ts';
export { type HashingOptions, hashing } from './hashing.ts';
export type { Journal } from './journal.ts';
export { type Ledger, type LedgerRecord, openLedger } from './ledger.ts';
export { type ModelName, parseModelName } from './model-name.ts';
export {
  type OpenAICompatibleOptions,
  openAICompatible,
  type SchemaForm,
} from './openai-chat-model.ts';
export { type OpenAIEmbedderOptions, openAIEmbedder } from './openai-embedder.ts';
export { type RecordedOptions, recorded, recordedEmbedder } from './recorded.ts';
