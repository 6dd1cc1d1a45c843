import * as tf from '@tensorflow/tfjs';
import { HnlmBackend } from './backend.ts';

/** Settings of Adam; the defaults are those of Kingma and Ba (2015). */
export interface AdamOptions {
  readonly learningRate: number;
  readonly beta1?: number;
  readonly beta2?: number;
  readonly epsilon?: number;
}

/** The moments of each parameter, and the number of steps taken. */
export interface AdamState {
  readonly steps: number;
  readonly moments: Readonly<Record<string, { readonly m: Float32Array; readonly v: Float32Array }>>;
}

/** Updates variables from gradients, in place. */
export interface Adam {
  /** Takes one step; `gradients` has the names of `variables`. */
  apply(
    variables: Readonly<Record<string, tf.Variable>>,
    gradients: Readonly<Record<string, tf.Tensor>>,
  ): void;
  state(): AdamState;
  dispose(): void;
}

/**
 * Makes the Adam optimiser: one fused pass over parameter, moments and gradient on the `hnlm` backend.
 * With t steps taken: p -= lr · m / (1 - beta1^t) / (sqrt(v / (1 - beta2^t)) + epsilon).
 */
export function adam(options: AdamOptions, resumed?: AdamState): Adam {
  const { learningRate, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = options;
  const moments = new Map<string, { m: tf.Variable; v: tf.Variable }>();
  let steps = resumed?.steps ?? 0;

  function momentsOf(name: string, variable: tf.Variable): { m: tf.Variable; v: tf.Variable } {
    let both = moments.get(name);
    if (!both) {
      const start = resumed?.moments[name];
      const make = (values: Float32Array | undefined) =>
        tf.tidy(() =>
          tf.variable(values ? tf.tensor(values, variable.shape) : tf.zeros(variable.shape), false),
        );
      both = { m: make(start?.m), v: make(start?.v) };
      moments.set(name, both);
    }
    return both;
  }

  return {
    apply(variables, gradients) {
      steps += 1;
      const correction2 = Math.sqrt(1 - beta2 ** steps);
      const rate = (learningRate * correction2) / (1 - beta1 ** steps);
      const epsilonHat = epsilon * correction2;
      for (const [name, variable] of Object.entries(variables)) {
        const gradient = gradients[name];
        const { m, v } = momentsOf(name, variable);
        const backend = tf.backend();
        if (backend instanceof HnlmBackend) {
          const [p, first, second, g] = [variable, m, v, gradient].map((tensor) => backend.address(tensor));
          const work = { count: variable.size, floats: 7 * variable.size };
          backend.wasm.run('adam', work, p, first, second, g, beta1, beta2, rate, epsilonHat);
        } else {
          tf.tidy(() => {
            m.assign(m.mul(beta1).add(gradient.mul(1 - beta1)));
            v.assign(v.mul(beta2).add(gradient.square().mul(1 - beta2)));
            variable.assign(variable.sub(m.mul(rate).div(v.sqrt().add(epsilonHat))));
          });
        }
      }
    },
    state: () => ({
      steps,
      moments: Object.fromEntries(
        [...moments].map(([name, { m, v }]) => [
          name,
          { m: m.dataSync() as Float32Array, v: v.dataSync() as Float32Array },
        ]),
      ),
    }),
    dispose() {
      for (const { m, v } of moments.values()) tf.dispose([m, v]);
    },
  };
}
