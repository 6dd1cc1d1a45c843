import * as tf from '@tensorflow/tfjs';

/** Checks by what they say. */
export type NamedChecks = Readonly<Record<string, () => void | Promise<void>>>;

/** Runs checks one after the other, and puts the name of the first that fails before its message. */
export async function runChecks(subject: string, checks: NamedChecks): Promise<void> {
  for (const [name, check] of Object.entries(checks)) {
    try {
      const before = tf.memory().numTensors;
      await check();
      const left = tf.memory().numTensors - before;
      if (left !== 0) throw new Error(`${left} tensors are left behind`);
    } catch (error) {
      if (error instanceof Error) error.message = `${subject}: ${name}: ${error.message}`;
      throw error;
    }
  }
}
