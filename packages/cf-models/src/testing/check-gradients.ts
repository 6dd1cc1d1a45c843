import assert from 'node:assert/strict';
import * as tf from '@tensorflow/tfjs';
import type { Parameters } from '../backbone.ts';

/** Entries of each parameter that are moved. */
const entries = 24;

/**
 * Checks gradients against central differences, extrapolated to a step of zero (Richardson). An entry at which even
 * short steps disagree sits at a kink and is passed over; three quarters must not.
 *
 * @param loss differentiable in the parameters; the same value whenever they are the same
 */
export function checkGradients(loss: () => tf.Scalar, parameters: Parameters): void {
  const variables = Object.entries(parameters);
  const read = () => tf.tidy(() => loss().dataSync()[0]);
  assert.equal(read(), read(), 'the loss depends on its parameters and its stream alone');
  const { value, grads } = tf.variableGrads(
    loss,
    variables.map(([, variable]) => variable),
  );
  value.dispose();
  let [checked, moved] = [0, 0];
  for (const [name, variable] of variables) {
    const values = variable.dataSync().slice() as Float32Array;
    const gradient = (grads[variable.name]?.dataSync() ?? new Float32Array(values.length)) as Float32Array;
    const largest = gradient.reduce((most, one) => Math.max(most, Math.abs(one)), 0);
    const scale = Math.sqrt(values.reduce((sum, one) => sum + one * one, 0) / values.length) || 0.1;
    const stride = Math.max(1, Math.floor(values.length / entries));
    for (let n = 0; n < values.length; n += stride) {
      const at = (shift: number) => {
        const changed = values.slice();
        changed[n] += shift;
        assign(variable, changed);
        return read();
      };
      const slope = (step: number) => (at(step) - at(-step)) / (2 * step);
      // What float32 leaves of a difference, and a hundredth of the gradient.
      const allowed = (2e-6 * (1 + Math.abs(at(0)))) / scale + 0.01 * largest;
      // A bend between the points spoils a difference, so shorter steps, which float32 blurs more, are tried as well.
      let [expected, unsure, right] = [0, 0, false];
      for (const part of [8, 32, 128]) {
        const [wide, narrow] = [slope(scale / part), slope(scale / (2 * part))];
        expected = (4 * narrow - wide) / 3;
        unsure = Math.abs(wide - narrow);
        right = Math.abs(gradient[n] - expected) <= allowed;
        if (right) break;
      }
      moved++;
      if (!right && unsure > 4 * allowed) continue;
      checked++;
      assert.ok(
        right,
        `the gradient of "${name}", entry ${n}, is ${gradient[n]}; differences give ${expected}`,
      );
    }
    assign(variable, values);
  }
  tf.dispose(grads);
  assert.ok(checked >= 0.75 * moved, `only ${checked} of ${moved} gradients lie at smooth places`);
}

function assign(variable: tf.Variable, values: Float32Array): void {
  tf.tidy(() => variable.assign(tf.tensor(values, variable.shape)));
}
