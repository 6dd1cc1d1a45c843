import { runNamed } from './run-named.ts';
import { agent4rec } from './verify/agent4rec.ts';
import { bits } from './verify/bits.ts';
import { browser } from './verify/browser.ts';
import { ml100k } from './verify/ml-100k.ts';
import { quickstart } from './verify/quickstart.ts';
import { resume } from './verify/resume.ts';
import { soak } from './verify/soak.ts';
import { stepSpeed } from './verify/step-speed.ts';

await runNamed('verify', [quickstart, ml100k, agent4rec, resume, bits, soak, stepSpeed, browser]);
