import { kernels } from './kernels/bench-kernels.ts';
import { runNamed } from './run-named.ts';

await runNamed('bench', [kernels]);
