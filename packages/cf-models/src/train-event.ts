import type { SamplerAudit } from './audit.ts';
import type { StepTimes } from './train-step.ts';

/** What the trainer reports while it works. */
export type TrainEvent =
  | {
      readonly type: 'start';
      /** All that was decided, as one sentence. */
      readonly plan: string;
      /** The TensorFlow.js backend that computes, such as `hnlm`. */
      readonly backend: string;
      /** Threads of the `hnlm` backend. */
      readonly threads?: number;
      /** Whether the `hnlm` backend uses relaxed SIMD, which changes the last bits. */
      readonly relaxedSimd?: boolean;
    }
  | {
      readonly type: 'resumed';
      readonly epoch: number;
      /** Steps that were taken before. */
      readonly steps: number;
      /** Whether the training had come to its end: its result is returned at once. */
      readonly finished: boolean;
    }
  | {
      readonly type: 'epoch';
      readonly epoch: number;
      /** Mean over the steps. */
      readonly loss: number;
      /** Of the steps that this process took. */
      readonly milliseconds: number;
      /** Milliseconds of a step by what they were spent on, on average. */
      readonly step: Readonly<StepTimes>;
    }
  | ({ readonly type: 'audit'; readonly epoch: number } & SamplerAudit)
  | { readonly type: 'validation'; readonly epoch: number; readonly value: number; readonly best: boolean }
  | { readonly type: 'checkpoint'; readonly epoch: number; readonly steps: number; readonly bytes: number };
