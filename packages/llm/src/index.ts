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
export type { EmbeddingModel } from './embedding-model.ts';
