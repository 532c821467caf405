// What a page tells its node of itself, and that it asks the browser not to freeze it meanwhile.
import type { PageSign } from "./node.js";

/** Until the result is called. Nothing where there is no page. */
export function followPage(node: string, tell: (sign: PageSign) => void): () => void {
  if (typeof document === "undefined") return () => {};
  const release = holdLock(`selvage node ${node}`);
  const over = new AbortController();
  const follow = (target: EventTarget | undefined, name: string, hear: () => void): void =>
    target?.addEventListener(name, hear, over);
  const tellSeen = (): void => {
    tell(document.hidden ? "hidden" : "shown");
    if (!document.hidden) tell("woken"); // What happened meanwhile, nobody has told.
  };
  const stop = (): void => tell("freezing");
  const wake = (): void => tell("woken");
  for (const name of ["visibilitychange", "resume"]) follow(document, name, tellSeen);
  follow(document, "freeze", stop);
  follow(globalThis, "pagehide", stop);
  follow(globalThis, "pageshow", tellSeen);
  follow(globalThis, "online", wake);
  follow((navigator as Navigator & { connection?: EventTarget }).connection, "change", wake);
  return () => {
    over.abort();
    release();
  };
}

/** Browsers freeze no page that holds a lock. */
function holdLock(name: string): () => void {
  let release = (): void => {};
  const held = new Promise<void>((resolve) => (release = resolve));
  // Where locks are forbidden, as in a page of no origin, there is none to hold; nor where there are none.
  (navigator.locks as LockManager | undefined)?.request(name, () => held).catch(() => {});
  return release;
}
