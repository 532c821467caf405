// The two ways in which the package itself can fail. A peer's fault or a lost connection is never
// one of these: those are events of a machine.

/**
 * The core stopped: a broken invariant inside it, or a call that it cannot answer. Its memory
 * cannot be trusted any more, so every later call fails too; load a new core.
 */
export class CoreError extends Error {
  override readonly name = "CoreError";
}

/** One way to get the module that was tried, and why it failed. */
export interface LoadAttempt {
  readonly from: string;
  readonly failure: unknown;
}

/**
 * The module could not be loaded in any way. The message lists what was tried and what would help.
 */
export class LoadError extends Error {
  override readonly name = "LoadError";
  readonly attempts: readonly LoadAttempt[];

  constructor(attempts: readonly LoadAttempt[]) {
    const lines = attempts.map(({ from, failure }) => `  ${from}: ${describeFailure(failure)}`);
    super(
      ["Selvage could not load its WebAssembly module.", ...lines, advice(attempts)].join("\n"),
    );
    this.attempts = attempts;
  }
}

export function describeFailure(failure: unknown): string {
  return failure instanceof Error ? failure.message : String(failure);
}

function advice(attempts: readonly LoadAttempt[]): string {
  if (typeof WebAssembly !== "object") return "This environment has no WebAssembly.";
  const failures = attempts.map(({ failure }) => describeFailure(failure)).join(" ");
  if (/content security policy|unsafe-eval/i.test(failures)) {
    return "The page's Content-Security-Policy forbids it: add 'wasm-unsafe-eval' to script-src.";
  }
  return (
    "Serve the package's dist/ folder with its scripts, or pass the module yourself: " +
    'load({ wasm: "/where/it/is/selvage.wasm" }).'
  );
}
