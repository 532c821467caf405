// The little of WebGPU that shaders are run by: TypeScript's own types of a page do not have it yet.
export interface Gpu {
  requestAdapter(): Promise<GpuAdapter | null>;
}

export interface GpuAdapter {
  readonly info: { readonly vendor: string; readonly architecture: string; readonly description: string };
  readonly limits: { readonly maxBufferSize: number; readonly maxStorageBufferBindingSize: number };
  requestDevice(wanted: { requiredLimits: Record<string, number> }): Promise<GpuDevice>;
}

export interface GpuDevice {
  readonly lost: Promise<{ readonly reason: string; readonly message: string }>;
  readonly queue: {
    writeBuffer(buffer: GpuBuffer, offset: number, bytes: Uint8Array<ArrayBuffer>): void;
    submit(commands: readonly object[]): void;
  };
  pushErrorScope(filter: "validation" | "out-of-memory"): void;
  popErrorScope(): Promise<{ readonly message: string } | null>;
  createShaderModule(of: { code: string }): GpuShader;
  createBindGroupLayout(of: object): object;
  createPipelineLayout(of: object): object;
  createComputePipelineAsync(of: object): Promise<object>;
  createBuffer(of: { size: number; usage: number }): GpuBuffer;
  createBindGroup(of: object): object;
  createCommandEncoder(): GpuEncoder;
  destroy(): void;
}

export interface GpuShader {
  getCompilationInfo(): Promise<{ readonly messages: readonly GpuMessage[] }>;
}

export interface GpuMessage {
  readonly type: string;
  readonly message: string;
  readonly lineNum: number;
}

export interface GpuBuffer {
  mapAsync(mode: number): Promise<void>;
  getMappedRange(): ArrayBuffer;
}

export interface GpuEncoder {
  beginComputePass(): GpuPass;
  copyBufferToBuffer(from: GpuBuffer, offset: number, to: GpuBuffer, toOffset: number, size: number): void;
  finish(): object;
}

export interface GpuPass {
  setPipeline(pipeline: object): void;
  setBindGroup(index: number, group: object): void;
  dispatchWorkgroups(x: number, y: number, z: number): void;
  end(): void;
}
