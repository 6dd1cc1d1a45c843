export {
  type TransformersEmbedderOptions,
  type TransformersOptions,
  transformers,
  transformersEmbedder,
} from './transformers-models.ts';
