import type { RunResults } from './report/results.ts';
import type { Protocol } from './study/protocol.ts';

/** Says how every model was trained, chosen and measured. */
export function protocolFacts(protocol: Protocol): RunResults['protocol'] {
  const { dim, layers, learningRate, l2, batch, epochs, evaluateEvery, patience, metric, seeds } = protocol;
  return [
    { name: 'Backbone', value: `LightGCN, ${layers} layers, d = ${dim}, mean of layers` },
    { name: 'Loss', value: `BPR with L2 ${l2} on the ego rows of the batch` },
    { name: 'Optimiser', value: `Adam, learning rate ${learningRate}, batch ${batch}` },
    {
      name: 'Stopping',
      value: `validated every ${evaluateEvery === 1 ? 'epoch' : `${evaluateEvery} epochs`}, at most ${epochs} epochs, stops after ${patience} validations without gain; the best epoch counts`,
    },
    { name: 'Selection', value: `${metric} on validation; options are chosen with seed ${seeds[0]}` },
    { name: 'Test', value: 'measured once, all items ranked; train and validation items masked' },
    { name: 'Seeds', value: `${seeds.join(', ')} (initial values, order, negatives); the split is fixed` },
    {
      name: 'Significance',
      value: 'two-sided paired t-test over users on seed averages, not corrected for the number of rows',
    },
    { name: 'Backend', value: 'hnlm: WebAssembly SIMD, one thread a training' },
  ];
}
