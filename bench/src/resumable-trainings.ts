import {
  adaSir,
  cml,
  dens,
  directAU,
  dtlNs,
  irgan,
  lightGCN,
  mf,
  mixGCF,
  ngcf,
  sfcml,
  sgl,
  simGCL,
  srns,
  type TrainOptions,
  uniform,
  xSimGCL,
} from '@hnlm/cf-models';

/** Trainings that are killed and resumed, by name: each backbone, and each sampler that carries something. */
export const resumableTrainings: Readonly<
  Record<string, () => Pick<TrainOptions, 'backbone' | 'negatives'>>
> = {
  MF: () => ({ backbone: mf({ dim: 16 }), negatives: uniform() }),
  NGCF: () => ({ backbone: ngcf({ dim: 16, messageDropout: 0.1 }), negatives: uniform() }),
  LightGCN: () => ({ backbone: lightGCN({ dim: 16 }), negatives: uniform() }),
  'SGL-edge': () => ({ backbone: sgl({ dim: 16 }), negatives: uniform() }),
  SimGCL: () => ({ backbone: simGCL({ dim: 16 }), negatives: uniform() }),
  XSimGCL: () => ({ backbone: xSimGCL({ dim: 16 }), negatives: uniform() }),
  DirectAU: () => ({ backbone: directAU({ encoder: mf({ dim: 16 }) }) }),
  CML: () => ({ backbone: cml({ dim: 16 }), negatives: uniform() }),
  SFCML: () => ({ backbone: sfcml({ dim: 16 }) }),
  'MF + AdaSIR': () => ({ backbone: mf({ dim: 16 }), negatives: adaSir() }),
  'MF + SRNS': () => ({ backbone: mf({ dim: 16 }), negatives: srns() }),
  'MF + IRGAN': () => ({ backbone: mf({ dim: 16 }), negatives: irgan() }),
  'MF + DTL-NS': () => ({ backbone: mf({ dim: 16 }), negatives: dtlNs() }),
  'LightGCN + MixGCF': () => ({ backbone: lightGCN({ dim: 16 }), negatives: mixGCF() }),
  'LightGCN + DENS': () => ({ backbone: lightGCN({ dim: 16 }), negatives: dens() }),
};
