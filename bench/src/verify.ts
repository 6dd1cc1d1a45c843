import { runNamed } from './run-named.ts';
import { agent4rec } from './verify/agent4rec.ts';
import { backendConformance } from './verify/backend-conformance.ts';
import { bits } from './verify/bits.ts';
import { browser } from './verify/browser.ts';
import { crash } from './verify/crash.ts';
import { dataReal } from './verify/data-real.ts';
import { dataSpeed } from './verify/data-speed.ts';
import { doubleScenarioCheck } from './verify/double-scenarios.ts';
import { evalSpeed } from './verify/eval-speed.ts';
import { injection } from './verify/injection.ts';
import { ml100k } from './verify/ml-100k.ts';
import { providerConformance } from './verify/provider-conformance.ts';
import { quickstart } from './verify/quickstart.ts';
import { recorded } from './verify/recorded.ts';
import { resume } from './verify/resume.ts';
import { soak } from './verify/soak.ts';
import { stepSpeed } from './verify/step-speed.ts';
import { throughput } from './verify/throughput.ts';

await runNamed('verify', [
  quickstart,
  dataReal,
  dataSpeed,
  ml100k,
  agent4rec,
  providerConformance,
  doubleScenarioCheck,
  recorded,
  injection,
  resume,
  crash,
  throughput,
  backendConformance,
  bits,
  soak,
  stepSpeed,
  evalSpeed,
  browser,
]);
