import type { backend_util, DataType, TensorInfo } from '@tensorflow/tfjs';
import { util } from '@tensorflow/tfjs';
import { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import type { Wasm } from './wasm.ts';

type DataId = TensorInfo['dataId'];
type Values = backend_util.BackendValues;

/** Where the values of a tensor lie in the memory of the kernels. */
interface Block {
  readonly address: number;
  readonly bytes: number;
}

/**
 * A TensorFlow.js backend whose tensors are views over the memory of the WebAssembly kernels.
 * It extends tfjs's CPU backend, so every CPU kernel works on it unchanged.
 */
export class HnlmBackend extends MathBackendCPU {
  override blockSize = 48;
  readonly wasm: Wasm;
  readonly blocks = new WeakMap<DataId, Block>();

  constructor(wasm: Wasm) {
    super();
    this.wasm = wasm;
  }

  override write(values: Values, shape: number[], dtype: DataType): DataId {
    const dataId: DataId = {};
    this.move(dataId, values, shape, dtype, 1);
    return dataId;
  }

  override move(dataId: DataId, values: Values, _shape: number[], dtype: DataType, refCount: number): void {
    const held = this.hold(dataId, values, dtype);
    this.data.set(dataId, { values: held, dtype, refCount });
  }

  /** Makes a tensor whose values are undefined until a kernel writes them. */
  allocate(shape: number[], dtype: 'float32' | 'int32' | 'bool'): TensorInfo {
    const dataId: DataId = {};
    const length = util.sizeFromShape(shape);
    const bytes = length * (dtype === 'bool' ? 1 : 4);
    const address = this.wasm.heap.allocate(bytes);
    this.blocks.set(dataId, { address, bytes });
    this.data.set(dataId, { values: this.view(address, length, dtype), dtype, refCount: 1 });
    return { dataId, shape, dtype };
  }

  /** Makes a tensor of zeros. */
  zeros(shape: number[]): TensorInfo {
    const info = this.allocate(shape, 'float32');
    this.float32(info).fill(0);
    return info;
  }

  /** Returns the address of a float32, int32 or bool tensor's values. */
  address(info: TensorInfo): number {
    // A look-up in `data` first moves a tensor that another backend still holds.
    this.data.get(info.dataId);
    const block = this.blocks.get(info.dataId);
    if (!block) throw new Error(`a tensor of type ${info.dtype} has no address`);
    return block.address;
  }

  /** Returns the live view of a tensor's values; it must not be kept. */
  float32(info: TensorInfo): Float32Array {
    return this.data.get(info.dataId).values as Float32Array;
  }

  /** Returns the live view of an int32 tensor's values; it must not be kept. */
  int32(info: TensorInfo): Int32Array {
    return this.data.get(info.dataId).values as Int32Array;
  }

  /** Returns the live view of a bool tensor's values; it must not be kept. */
  uint8(info: TensorInfo): Uint8Array {
    return this.data.get(info.dataId).values as Uint8Array;
  }

  /** Returns a copy: the memory of a disposed tensor is used again. */
  override readSync(dataId: DataId): Values {
    const values = super.readSync(dataId);
    return ArrayBuffer.isView(values) ? (values as Float32Array).slice() : values;
  }

  override async read(dataId: DataId): Promise<Values> {
    return this.readSync(dataId);
  }

  override disposeData(dataId: DataId, force = false): boolean {
    const gone = super.disposeData(dataId, force);
    const block = this.blocks.get(dataId);
    if (gone && block && !this.data.has(dataId)) {
      this.blocks.delete(dataId);
      this.wasm.heap.free(block.address, block.bytes);
    }
    return gone;
  }

  override memory(): { unreliable: boolean; reasons: string[]; numBytesInKernelMemory: number } {
    return { unreliable: false, reasons: [], numBytesInKernelMemory: this.wasm.heap.used };
  }

  private view(address: number, length: number, dtype: DataType): Float32Array | Int32Array | Uint8Array {
    const { heap } = this.wasm;
    if (dtype === 'float32') return heap.float32(address, length);
    return dtype === 'int32' ? heap.int32(address, length) : heap.uint8(address, length);
  }

  private hold(dataId: DataId, values: Values | undefined, dtype: DataType): Values | undefined {
    if (values === undefined || values === null) return values;
    if (dtype !== 'float32' && dtype !== 'int32' && dtype !== 'bool') return values;
    const source = values as unknown as ArrayLike<number>;
    const bytes = source.length * (dtype === 'bool' ? 1 : 4);
    const address = this.wasm.heap.allocate(bytes);
    this.blocks.set(dataId, { address, bytes });
    const view = this.view(address, source.length, dtype);
    view.set(source);
    return view as Values;
  }
}
