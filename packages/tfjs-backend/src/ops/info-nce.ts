import { HnlmError } from '@hnlm/core';
import type { Tensor, Tensor1D, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';
import { checkRows } from '../check-rows.ts';
import { defineKernel } from '../define-kernel.ts';
import { contrast, contrastGradient } from './info-nce-hnlm.ts';
import { segmentSum } from './segment-sum.ts';

interface Attributes {
  readonly temperature: number;
}

type InputNames = 'anchors' | 'others' | 'own';

const gradientKernel = defineKernel<InputNames | 'dy' | 'inverseSums' | 'held', Attributes>({
  name: 'HnlmInfoNceGradient',
  composed({ anchors, others, own, dy }, { temperature }) {
    const weights = dy.div(temperature).expandDims(1);
    const shares = tf.softmax(tf.matMul(anchors, others, false, true).div(temperature));
    const scaled = anchors.mul(weights) as Tensor2D;
    const ofOwn = segmentSum(scaled, own.dataSync() as Int32Array, others.shape[0]);
    return [
      tf.matMul(shares, others).sub(tf.gather(others, own.as1D())).mul(weights),
      tf.matMul(shares, scaled, true).sub(ofOwn),
    ];
  },
  hnlm: ({ anchors, others, own, dy, inverseSums, held }, { temperature }, backend) =>
    contrastGradient(backend, { anchors, others, own }, { dy, inverseSums, held }, temperature),
});

/** The losses, and what the gradient on the `hnlm` backend needs beside the inputs. */
const run = defineKernel<InputNames, Attributes>({
  name: 'HnlmInfoNce',
  composed({ anchors, others, own }, { temperature }) {
    const scores = tf.matMul(anchors, others, false, true).div(temperature);
    const ownScores = anchors.mul(tf.gather(others, own.as1D())).sum(1).div(temperature);
    return [tf.logSumExp(scores, 1).sub(ownScores), tf.zeros([0]), tf.zeros([0])];
  },
  hnlm: ({ anchors, others, own }, { temperature }, backend) =>
    contrast(backend, { anchors, others, own }, temperature),
});

// Not a gradient of the kernel, for which tfjs would make a matrix of zeros, `[n, m]`, as that of the held exponentials.
const differentiable = (own: Tensor1D, temperature: number) =>
  tf.customGrad((...inputs) => {
    const [anchors, others] = inputs as Tensor[];
    const save = inputs[2] as unknown as tf.GradSaveFunc;
    const [losses, ...known] = run({ anchors, others, own }, { temperature });
    save([anchors, others, own, ...known]);
    return {
      value: losses,
      gradFunc(dy: Tensor, [a, o, rows, inverseSums, held]: Tensor[]) {
        return gradientKernel({ anchors: a, others: o, own: rows, inverseSums, held, dy }, { temperature });
      },
    };
  });

/**
 * Computes the contrastive loss of each anchor: -log of the share that its own counterpart has in the sum over all others,
 * -log(exp(a . o_own / t) / sum over j of exp(a . o_j / t)) (van den Oord et al. 2018, eq. 4). Differentiable in both
 * tables. It takes dot products as they are: give {@link unitRows} for cosines.
 *
 * @param anchors `[n, d]`
 * @param others `[m, d]`
 * @param own the row of `others` that belongs to each anchor, `[n]`
 * @param temperature t
 * @returns `[n]`
 * @throws HnlmError `SHAPE`, `ROW_RANGE`, `OPTION`
 * @example
 * ```ts
 * const loss = infoNce(unitRows(first), unitRows(second), Int32Array.from({ length: n }, (_, row) => row), 0.2).mean();
 * ```
 */
export function infoNce(anchors: Tensor2D, others: Tensor2D, own: Int32Array, temperature: number): Tensor1D {
  if (anchors.shape[1] !== others.shape[1] || own.length !== anchors.shape[0]) {
    throw new HnlmError(
      `anchors of shape [${anchors.shape}] with ${own.length} counterparts do not fit others of shape [${others.shape}]`,
      {
        code: 'SHAPE',
        hint: 'Give both tables the same number of columns and one counterpart to each anchor.',
      },
    );
  }
  if (!(temperature > 0)) {
    throw new HnlmError(`a temperature of ${temperature} divides no scores`, {
      code: 'OPTION',
      hint: 'Set it above 0, for example to 0.2.',
    });
  }
  checkRows(own, others.shape[0], 'own');
  return tf.tidy(() => differentiable(tf.tensor1d(own, 'int32'), temperature)(anchors, others) as Tensor1D);
}
