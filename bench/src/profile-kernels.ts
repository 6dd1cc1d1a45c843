import * as tf from '@tensorflow/tfjs';

/** What one kernel did in all its calls. */
export interface KernelUse {
  readonly name: string;
  readonly calls: number;
  readonly milliseconds: number;
  /** Most entries of an input or output of one call. */
  readonly elements: number;
}

type Uses = Map<string, { calls: number; milliseconds: number; elements: number }>;

const inherited: Uses = new Map();
/** Calls that hand on the values of an input as they are: `Identity`, `Reshape`, a `Cast` to the same type. */
const views: Uses = new Map();

/**
 * Notes each call that tfjs's CPU kernels serve. Call it once, before the backend `hnlm` is made: it takes over what is
 * registered for `cpu`, so that calls that a kernel of its own leaves to the inherited one are noted too.
 */
export function watchInheritedKernels(): void {
  for (const kernel of tf.getKernelsForBackend('cpu')) {
    tf.unregisterKernel(kernel.kernelName, 'cpu');
    tf.registerKernel({
      ...kernel,
      kernelFunc(call) {
        const started = performance.now();
        const result = kernel.kernelFunc(call);
        const given = Object.values(call.inputs).filter((tensor) => tensor !== undefined);
        const made = Array.isArray(result) ? result : [result];
        const uses = given.some(({ dataId }) => dataId === made[0]?.dataId) ? views : inherited;
        const elements = Math.max(...[...given, ...made].map(({ shape }) => tf.util.sizeFromShape(shape)));
        note(uses, kernel.kernelName, performance.now() - started, elements);
        return result;
      },
    });
  }
}

function note(uses: Uses, name: string, milliseconds: number, elements: number): void {
  const use = uses.get(name) ?? { calls: 0, milliseconds: 0, elements: 0 };
  use.calls++;
  use.milliseconds += milliseconds;
  use.elements = Math.max(use.elements, elements);
  uses.set(name, use);
}

/** Runs some work and tells which kernels ran in WebAssembly and which in the JavaScript of tfjs, slowest first. */
export async function profileKernels(
  work: () => Promise<unknown>,
): Promise<{ webAssembly: KernelUse[]; inherited: KernelUse[] }> {
  inherited.clear();
  views.clear();
  const { kernels } = await tf.profile((async () => {
    await work();
    return [];
  }) as never);
  const all: Uses = new Map();
  for (const { name, kernelTimeMs, inputShapes, outputShapes } of kernels) {
    const shapes = [...inputShapes, ...outputShapes].filter((shape) => shape !== undefined && shape !== null);
    note(all, name, (await kernelTimeMs) as number, Math.max(0, ...shapes.map(tf.util.sizeFromShape)));
  }
  const webAssembly: Uses = new Map();
  for (const [name, use] of all) {
    const others = [inherited.get(name), views.get(name)].filter((other) => other !== undefined);
    const calls = others.reduce((rest, other) => rest - other.calls, use.calls);
    const milliseconds = others.reduce((rest, other) => rest - other.milliseconds, use.milliseconds);
    if (calls > 0) webAssembly.set(name, { ...use, calls, milliseconds: Math.max(0, milliseconds) });
  }
  return { webAssembly: listed(webAssembly), inherited: listed(inherited) };
}

function listed(uses: Uses): KernelUse[] {
  return [...uses]
    .map(([name, use]) => ({ name, ...use, milliseconds: Math.round(use.milliseconds * 100) / 100 }))
    .sort((a, b) => b.milliseconds - a.milliseconds);
}
