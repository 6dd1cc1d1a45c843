import { runNamed } from './run-named.ts';
import { agent4rec } from './verify/agent4rec.ts';
import { ahns } from './verify/ahns.ts';
import { backendConformance } from './verify/backend-conformance.ts';
import { bits } from './verify/bits.ts';
import { browser } from './verify/browser.ts';
import { crash } from './verify/crash.ts';
import { dataReal } from './verify/data-real.ts';
import { dataSpeed } from './verify/data-speed.ts';
import { dens } from './verify/dens.ts';
import { doubleScenarioCheck } from './verify/double-scenarios.ts';
import { evalScale } from './verify/eval-scale.ts';
import { evalSpeed } from './verify/eval-speed.ts';
import { foldIn } from './verify/fold-in.ts';
import { gowalla } from './verify/gowalla.ts';
import { injection } from './verify/injection.ts';
import { lists } from './verify/lists.ts';
import { metricsGolden } from './verify/metrics-golden.ts';
import { ml100k } from './verify/ml-100k.ts';
import { peers } from './verify/peers.ts';
import { providerConformance } from './verify/provider-conformance.ts';
import { quickstart } from './verify/quickstart.ts';
import { recorded } from './verify/recorded.ts';
import { resume } from './verify/resume.ts';
import { resumeBits } from './verify/resume-bits.ts';
import { samplerSpeed } from './verify/sampler-speed.ts';
import { soak } from './verify/soak.ts';
import { stats } from './verify/stats.ts';
import { stepSpeed } from './verify/step-speed.ts';
import { throughput } from './verify/throughput.ts';

await runNamed('verify', [
  quickstart,
  dataReal,
  dataSpeed,
  ml100k,
  peers,
  agent4rec,
  ahns,
  dens,
  gowalla,
  foldIn,
  resume,
  resumeBits,
  providerConformance,
  doubleScenarioCheck,
  recorded,
  injection,
  crash,
  throughput,
  backendConformance,
  bits,
  soak,
  stepSpeed,
  samplerSpeed,
  evalSpeed,
  evalScale,
  metricsGolden,
  lists,
  stats,
  browser,
]);
