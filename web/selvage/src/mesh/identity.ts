// Who a tab is, from one visit to the next: the seed of its key, sealed with a key that the browser holds and gives to no
// script. So what lies in the browser's storage, copied elsewhere, is nobody.
const databaseName = "selvage identities";
const storeName = "sealed";
const seedSize = 32;
const nonceSize = 12;

interface Sealed {
  readonly key: CryptoKey;
  readonly nonce: Uint8Array<ArrayBuffer>;
  readonly seed: ArrayBuffer;
}

export interface Identity {
  readonly seed: Uint8Array<ArrayBuffer>;
  /** It was here before. */
  readonly isKnown: boolean;
}

/** The same seed for the same slot of the mesh, until the site's data is cleared. */
export async function keptSeed(
  identities: IDBDatabase,
  mesh: string,
  slot: number,
): Promise<Identity> {
  const place = `${slot} ${mesh}`;
  const kept = await inStore<Sealed | undefined>(identities, "readonly", (store) => store.get(place));
  if (kept) {
    const open = await crypto.subtle.decrypt({ name: "AES-GCM", iv: kept.nonce }, kept.key, kept.seed);
    return { seed: new Uint8Array(open), isKnown: true };
  }
  const seed = crypto.getRandomValues(new Uint8Array(seedSize));
  const key = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  const nonce = crypto.getRandomValues(new Uint8Array(nonceSize));
  const sealed: Sealed = { key, nonce, seed: await crypto.subtle.encrypt({ name: "AES-GCM", iv: nonce }, key, seed) };
  await inStore(identities, "readwrite", (store) => store.put(sealed, place));
  return { seed, isKnown: false };
}

/** Who has that slot next is somebody new. */
export const forgetSeed = (identities: IDBDatabase, mesh: string, slot: number): Promise<void> =>
  inStore(identities, "readwrite", (store) => store.delete(`${slot} ${mesh}`));

/** Whoever opens it closes it. */
export function openIdentities(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(databaseName, 1);
    opening.onupgradeneeded = () => void opening.result.createObjectStore(storeName);
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
}

/** Resolves when it is on the disk. */
function inStore<Result>(
  database: IDBDatabase,
  mode: IDBTransactionMode,
  act: (store: IDBObjectStore) => IDBRequest,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(storeName, mode, { durability: "strict" });
    const request = act(transaction.objectStore(storeName));
    transaction.oncomplete = () => resolve(request.result as Result);
    transaction.onabort = () => reject(transaction.error);
  });
}
