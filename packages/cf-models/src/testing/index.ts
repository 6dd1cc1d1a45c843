export { recallAt } from './recall-at.ts';
export { type SmallWorldOptions, smallWorld } from './small-world.ts';
export { type BackboneTestOptions, testBackbone } from './test-backbone.ts';
export { type LossTestOptions, testLoss } from './test-loss.ts';
export { type SamplerTestOptions, testSampler } from './test-sampler.ts';
