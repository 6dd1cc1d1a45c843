export type { DoubleLimits } from './double-limits.ts';
export { type DoubleScenario, doubleScenarios } from './double-scenario.ts';
export {
  type DoubleChatRequest,
  type DoubleCounters,
  type OllamaDouble,
  type OllamaDoubleOptions,
  startOllamaDouble,
} from './ollama-double.ts';
export { testChatModel } from './test-chat-model.ts';
export { testEmbeddingModel } from './test-embedding-model.ts';
export { writeTinyChatModel } from './write-tiny-chat-model.ts';
export { writeTinyModel } from './write-tiny-model.ts';
