import type { Scalar, Tensor2D } from '@tensorflow/tfjs';
import * as tf from '@tensorflow/tfjs';

/** The kernels are the same from both sides, so that one product makes the gradient and not two. */
const compute = tf.customGrad<Scalar>((x, save) => {
  const rows = x as Tensor2D;
  const [n] = rows.shape;
  const kernelOf = (dots: tf.Tensor) => dots.mul(4).sub(4).exp();
  const kernels = kernelOf(tf.matMul(rows, rows, false, true));
  const ownKernels = kernelOf(rows.square().sum(1, true));
  const sum = kernels.sum().sub<Scalar>(ownKernels.sum());
  (save as tf.GradSaveFunc)([rows, kernels, ownKernels, sum]);
  return {
    value: sum.div<Scalar>(n * (n - 1)).log(),
    gradFunc: (dy, [of, weights, own, total]) =>
      tf
        .matMul(weights as Tensor2D, of as Tensor2D)
        .sub(of.mul(own))
        .mul(dy.mul(8).div(total)),
  };
});

/**
 * Computes how evenly points lie on the unit sphere: log of the mean of exp(-2 |a - b|²) over pairs of different rows, lower is
 * more even (Wang and Isola, ICML 2020, with t = 2); 0 where there is no pair. Differentiable.
 *
 * @param rows `[n, d]`, each of length 1
 */
export function uniformity(rows: Tensor2D): Scalar {
  return rows.shape[0] < 2 ? tf.scalar(0) : compute(rows);
}
