import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import { backendStatus } from './backend-status.ts';
import { useBackend } from './use-backend.ts';

describe('backendStatus', () => {
  it('tells the threads, what each did, and the bytes in use', async () => {
    await useBackend('hnlm', { threads: 3, relaxedSimd: false });
    const before = backendStatus();
    expect(before).toMatchObject({ threads: 3, relaxedSimd: false, busy: [0, 0, 0] });

    const square = tf.ones([512, 512]) as tf.Tensor2D;
    for (let n = 0; n < 20; n++) square.matMul(square).dispose();
    const { busy, bytes } = backendStatus();
    expect(busy.reduce((sum, chunks) => sum + chunks, 0)).toBeGreaterThanOrEqual(20);
    expect(bytes - before.bytes).toBe(square.size * 4);

    square.dispose();
    expect(backendStatus().bytes).toBe(before.bytes);
  });
});
