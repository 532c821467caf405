// Runs a compute shader (WU8): input at binding 0, output at binding 1, and a device of its own that is gone behind it.
import { limits, UnitFailure, type UnitRun } from "../unit.js";
import type { Gpu, GpuBuffer, GpuDevice } from "./gpu.js";
import { wordsOf } from "./words.js";

/** WebGPU's own numbers. */
const usage = { mapRead: 1, copySource: 4, copyDestination: 8, storage: 128 };
const computeStage = 4;
const mapToRead = 1;

type Output = NonNullable<UnitRun["output"]>;
const padded = (size: number): number => Math.max(4, Math.ceil(size / 4) * 4);

export async function runShader(unit: UnitRun, gpu: Gpu | undefined): Promise<Uint8Array<ArrayBuffer>> {
  const { output } = unit;
  if (!output) throw new UnitFailure("unit-invalid", "It was not said how large its output is.");
  checkSize(unit, output);
  const adapter = await gpu?.requestAdapter();
  if (!adapter) throw new UnitFailure("no-engine", "This browser has no adapter for shaders.");
  const { maxBufferSize, maxStorageBufferBindingSize } = adapter.limits;
  const device = await adapter.requestDevice({ requiredLimits: { maxBufferSize, maxStorageBufferBindingSize } });
  const lost = device.lost.then(({ message }) => {
    throw new UnitFailure("crashed", `The device was lost. ${message}`);
  });
  try {
    return await Promise.race([new ShaderRun(device, unit, output).run(), lost]);
  } finally {
    lost.catch(() => {}); // As it will be now.
    device.destroy();
  }
}

function checkSize({ input, memoryMax }: UnitRun, { size }: Output): void {
  if (size > limits.outputSizeMax)
    throw new UnitFailure("too-much", `Its output would be larger than ${limits.outputSizeMax} bytes.`);
  const wanted = padded(input.length) + padded(size);
  if (wanted > memoryMax) throw new UnitFailure("too-much", `It wants ${wanted} bytes of memory, and was given ${memoryMax}.`);
}

class ShaderRun {
  readonly #device: GpuDevice;
  readonly #unit: UnitRun;
  readonly #output: Output;

  constructor(device: GpuDevice, unit: UnitRun, output: Output) {
    this.#device = device;
    this.#unit = unit;
    this.#output = output;
  }

  async run(): Promise<Uint8Array<ArrayBuffer>> {
    const layout = this.#layout();
    const pipeline = await this.#pipeline(layout);
    this.#device.pushErrorScope("out-of-memory");
    this.#device.pushErrorScope("validation");
    const read = this.#dispatch(layout, pipeline);
    const [invalid, noMemory] = await Promise.all([this.#device.popErrorScope(), this.#device.popErrorScope()]);
    if (noMemory) throw new UnitFailure("too-much", noMemory.message);
    if (invalid) throw new UnitFailure("unit-invalid", invalid.message);
    await read.mapAsync(mapToRead);
    return new Uint8Array(read.getMappedRange()).slice(0, this.#output.size);
  }

  #layout(): object {
    const at = (binding: number, type: string): object => ({ binding, visibility: computeStage, buffer: { type } });
    return this.#device.createBindGroupLayout({ entries: [at(0, "read-only-storage"), at(1, "storage")] });
  }

  async #pipeline(layout: object): Promise<object> {
    const module = this.#device.createShaderModule({ code: new TextDecoder().decode(this.#unit.code) });
    const { messages } = await module.getCompilationInfo();
    const errors = messages.filter(({ type }) => type === "error").map(({ lineNum, message }) => `line ${lineNum}: ${message}`);
    if (errors.length > 0) throw new UnitFailure("unit-invalid", errors.join("\n").slice(0, limits.textLengthMax));
    const compute = { module, entryPoint: this.#unit.entry };
    const whole = { layout: this.#device.createPipelineLayout({ bindGroupLayouts: [layout] }), compute };
    return this.#device.createComputePipelineAsync(whole).catch((refused: unknown) => {
      throw new UnitFailure("unit-invalid", wordsOf(refused));
    });
  }

  /** What the output is copied to when the shader has run. */
  #dispatch(layout: object, pipeline: object): GpuBuffer {
    const device = this.#device;
    const size = padded(this.#output.size);
    const input = this.#inputBuffer();
    const output = device.createBuffer({ size, usage: usage.storage | usage.copySource });
    const read = device.createBuffer({ size, usage: usage.mapRead | usage.copyDestination });
    const entries = [input, output].map((buffer, binding) => ({ binding, resource: { buffer } }));
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, device.createBindGroup({ layout, entries }));
    const [x, y, z] = this.#output.groups;
    pass.dispatchWorkgroups(x, y, z);
    pass.end();
    encoder.copyBufferToBuffer(output, 0, read, 0, size);
    device.queue.submit([encoder.finish()]);
    return read;
  }

  #inputBuffer(): GpuBuffer {
    const { input } = this.#unit;
    const bytes = new Uint8Array(padded(input.length));
    bytes.set(input);
    const buffer = this.#device.createBuffer({ size: bytes.length, usage: usage.storage | usage.copyDestination });
    this.#device.queue.writeBuffer(buffer, 0, bytes);
    return buffer;
  }
}
