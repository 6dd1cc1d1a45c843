export { type OllamaOptions, ollama } from './ollama-chat-model.ts';
export { type OllamaEmbedderOptions, ollamaEmbedder } from './ollama-embedder.ts';
