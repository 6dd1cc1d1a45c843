export { type AiSdkLanguageModel, fromAiSdk } from './ai-sdk-chat-model.ts';
export { type AiSdkEmbeddingModel, embedderFromAiSdk } from './ai-sdk-embedder.ts';
export { askIdentity } from './ask-identity.ts';
export { balanced, balancedEmbedder } from './balanced.ts';
export type { BatchContext } from './batch-context.ts';
export { type Budget, type BudgetLimits, createBudget, type TokenPrice } from './budget.ts';
export type {
  CallOptions,
  ChatMessage,
  ChatModel,
  ChatReply,
  ChatRequest,
  JsonSchema,
  ModelIdentity,
  ServedBy,
  Usage,
} from './chat-model.ts';
export { cleanText, holdsContact } from './clean-text.ts';
export {
  type CreateChatModelOptions,
  type CreateModelOptions,
  createChatModel,
} from './create-chat-model.ts';
export { createEmbedder } from './create-embedder.ts';
export { type DryRun, type DryRunOptions, dryRun } from './dry-run.ts';
export { type EmbedAllOptions, type EmbeddingEvent, type Embeddings, embedAll } from './embed-all.ts';
export { type EmbeddingCache, openEmbeddingCache, type StoredVector } from './embedding-cache.ts';
export {
  type EmbeddingBatch,
  type ExportEmbeddingRequestsOptions,
  type ExportedEmbeddingRequests,
  exportEmbeddingRequests,
  type ImportEmbeddingResultsOptions,
  importEmbeddingResults,
} from './embedding-files.ts';
export type { EmbeddingModel } from './embedding-model.ts';
export {
  type Asker,
  type GenerateAllOptions,
  type GenerationEvent,
  generateAll,
} from './generate-all.ts';
export type { Generation, GenerationProvenance } from './generation.ts';
export type { GenerationTask, Prompt } from './generation-task.ts';
export { type HashingOptions, hashing } from './hashing.ts';
export { isNone } from './is-none.ts';
export type { Journal } from './journal.ts';
export type { ReplyFault } from './judge-reply.ts';
export { type Ledger, type LedgerOptions, type LedgerRecord, openLedger } from './ledger.ts';
export { type MergedLedgers, mergeLedgers } from './merge-ledgers.ts';
export { type ModelName, parseModelName } from './model-name.ts';
export { type OpenAICompatibleOptions, openAICompatible } from './openai-chat-model.ts';
export { type OpenAIEmbedderOptions, openAIEmbedder } from './openai-embedder.ts';
export type { OpenAIRequestOptions, SchemaForm } from './openai-format.ts';
export { createPauseGate, type PauseGate } from './pause-gate.ts';
export type { RateLimit, RateLimits } from './rate-limits.ts';
export { rayDriver } from './ray-driver.ts';
export type { ImportFault, ReadResults, ResultFiles } from './read-results.ts';
export { type RecordedOptions, recorded, recordedEmbedder } from './recorded.ts';
export { createReplyCheck } from './reply-check.ts';
export {
  type ExportedRequests,
  type ExportRequestsOptions,
  exportRequests,
} from './request-files.ts';
export type { RequestFileOptions } from './request-writer.ts';
export { type ImportedResults, type ImportResultsOptions, importResults } from './result-files.ts';
export { parseShard, type Shard } from './shard.ts';
