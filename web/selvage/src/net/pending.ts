/** A promise that is settled from outside, and complains to nobody if no one looks at it. */
export interface Pending<Value> {
  readonly promise: Promise<Value>;
  resolve(value: Value): void;
  reject(failure: unknown): void;
}

export function pending<Value>(): Pending<Value> {
  let resolve!: (value: Value) => void;
  let reject!: (failure: unknown) => void;
  const promise = new Promise<Value>((onValue, onFailure) => {
    resolve = onValue;
    reject = onFailure;
  });
  promise.catch(() => {});
  return { promise, resolve, reject };
}
