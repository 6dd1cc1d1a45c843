export { type TransformersOptions, transformers } from './transformers-chat-model.ts';
export { type TransformersEmbedderOptions, transformersEmbedder } from './transformers-embedder.ts';
