import { HnlmError } from '@hnlm/core';
import * as tf from '@tensorflow/tfjs';
import { HnlmBackend } from './backend.ts';
import { checkRows } from './check-rows.ts';
import { segmentSum } from './ops/segment-sum.ts';

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

/** The gradient of some rows of a table; that of the others is not known, or zero. */
export interface RowsGradient {
  /** `[n]`, without repeats */
  readonly rows: Int32Array;
  /** `[n, d]` */
  readonly values: tf.Tensor2D;
}

/** Updates variables from gradients, in place. */
export interface Adam {
  /**
   * Takes one step; `gradients` has the names of `variables`.
   *
   * A gradient of some rows alone updates these rows and their moments and leaves the others as they are: lazy Adam, as
   * `torch.optim.SparseAdam` does it, with the bias corrections of all steps taken. It differs from Adam, which moves
   * every row at every step by what is left of its momentum.
   *
   * @throws HnlmError `ROW_RANGE`, `ROW_REPEATED`, `SHAPE`
   */
  apply(
    variables: Readonly<Record<string, tf.Variable>>,
    gradients: Readonly<Record<string, tf.Tensor | RowsGradient>>,
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
        const given = gradients[name];
        const { rows, values: gradient } = 'rows' in given ? given : { rows: undefined, values: given };
        if (rows) checkRowsGradient(name, variable, rows, gradient);
        const { m, v } = momentsOf(name, variable);
        const backend = tf.backend();
        if (backend instanceof HnlmBackend) {
          const [p, first, second, g] = [variable, m, v, gradient].map((tensor) => backend.address(tensor));
          const settings = [beta1, beta2, rate, epsilonHat] as const;
          const work = { count: rows?.length ?? variable.size, floats: 7 * gradient.size };
          if (rows) {
            const list = tf.tensor1d(rows, 'int32');
            const d = variable.shape[1] as number;
            backend.wasm.run('adamRows', work, backend.address(list), d, p, first, second, g, ...settings);
            list.dispose();
          } else {
            backend.wasm.run('adam', work, p, first, second, g, ...settings);
          }
        } else {
          tf.tidy(() => {
            const touched = rows && markRows(rows, variable.shape[0]);
            const update = (target: tf.Variable, next: tf.Tensor) =>
              target.assign(touched ? tf.where(touched, next, target) : next);
            const g = rows ? segmentSum(gradient as tf.Tensor2D, rows, variable.shape[0]) : gradient;
            update(m, m.mul(beta1).add(g.mul(1 - beta1)));
            update(v, v.mul(beta2).add(g.square().mul(1 - beta2)));
            update(variable, variable.sub(m.mul(rate).div(v.sqrt().add(epsilonHat))));
          });
        }
      }
    },
    state: () => ({
      steps,
      moments: {
        // Those of a parameter that has not been updated since.
        ...resumed?.moments,
        ...Object.fromEntries(
          [...moments].map(([name, { m, v }]) => [
            name,
            { m: m.dataSync() as Float32Array, v: v.dataSync() as Float32Array },
          ]),
        ),
      },
    }),
    dispose() {
      for (const { m, v } of moments.values()) tf.dispose([m, v]);
    },
  };
}

/** `[height, 1]`: true for each listed row. */
function markRows(rows: Int32Array, height: number): tf.Tensor2D {
  const marks = new Uint8Array(height);
  for (const row of rows) marks[row] = 1;
  return tf.tensor2d(marks, [height, 1], 'bool');
}

function checkRowsGradient(name: string, table: tf.Variable, rows: Int32Array, values: tf.Tensor): void {
  if (table.rank !== 2 || !tf.util.arraysEqual(values.shape, [rows.length, table.shape[1] as number])) {
    throw new HnlmError(
      `the gradient of ${rows.length} rows of "${name}" has shape [${values.shape}], the table [${table.shape}]`,
      { code: 'SHAPE', hint: 'Give one row of gradient for each listed row of a table.' },
    );
  }
  checkRows(rows, table.shape[0], `rows of the gradient of "${name}"`);
  const seen = new Uint8Array(table.shape[0]);
  for (const row of rows) {
    if (seen[row]++ > 0) {
      throw new HnlmError(`row ${row} occurs twice in the gradient of "${name}"`, {
        code: 'ROW_REPEATED',
        hint: 'Add up the gradients of a row first.',
      });
    }
  }
}
