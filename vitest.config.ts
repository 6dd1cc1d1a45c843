import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['@hnlm/source'] },
  ssr: { resolve: { conditions: ['@hnlm/source'] } },
  test: {
    include: ['packages/*/src/**/*.test.ts', 'apps/*/src/**/*.test.ts', 'bench/src/**/*.test.ts'],
    testTimeout: 30_000,
  },
});
