// Each tab has storage of its own, in a slot with a number: two tabs that wrote to one journal would ruin it.
// A lock holds the slot as long as the tab or its Worker lives, however they end.

/** More tabs than anybody opens. */
export const slotsMax = 256;

export interface Slot {
  readonly number: number;
  release(): void;
}

/** The lowest that is free: what a tab kept that was closed is there for the next one. */
export async function takeSlot(name: string): Promise<Slot> {
  if (!("locks" in navigator))
    throw new Error(
      "This page cannot keep data safely: the browser offers locks to secure pages only. " +
        "Serve it over https, or from localhost.",
    );
  for (let number = 0; number < slotsMax; ++number) {
    const release = await tryLock(`selvage ${name} ${number}`);
    if (release) return { number, release };
  }
  throw new Error(`All ${slotsMax} slots of ${name} are in use. Close some of its tabs.`);
}

function tryLock(name: string): Promise<(() => void) | undefined> {
  return new Promise((resolve, reject) => {
    navigator.locks
      .request(name, { ifAvailable: true }, (lock) => {
        if (!lock) return resolve(undefined);
        return new Promise<void>((release) => resolve(() => release()));
      })
      .catch(reject);
  });
}
