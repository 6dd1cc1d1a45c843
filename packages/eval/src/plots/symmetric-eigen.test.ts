import fc from 'fast-check';
import { expect, test } from 'vitest';
import { symmetricEigen } from './symmetric-eigen.ts';

test('matrix x vector = value x vector, vectors are orthonormal, values descend', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 8 }),
      fc.infiniteStream(fc.integer({ min: -9, max: 9 })),
      (n, stream) => {
        const matrix = new Float64Array(n * n);
        for (let i = 0; i < n; i++) {
          for (let j = 0; j <= i; j++) matrix[i * n + j] = matrix[j * n + i] = stream.next().value!;
        }
        const { values, vectors } = symmetricEigen(matrix, n);
        const row = (j: number) => vectors.subarray(j * n, (j + 1) * n);
        const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, k) => sum + value * b[k], 0);
        for (let j = 0; j < n; j++) {
          for (let i = 0; i < n; i++) {
            expect(dot(matrix.subarray(i * n, (i + 1) * n), row(j))).toBeCloseTo(values[j] * row(j)[i], 9);
            expect(dot(row(i), row(j))).toBeCloseTo(i === j ? 1 : 0, 9);
          }
          if (j > 0) expect(values[j]).toBeLessThanOrEqual(values[j - 1]);
        }
      },
    ),
  );
});
