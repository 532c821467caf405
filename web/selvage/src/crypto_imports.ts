// What the module imports for crypto: stubs until libsodium is there, then libsodium. The names and
// arguments are those of web/wasm/crypto_imports.cpp: addresses and sizes in the module's memory,
// booleans as 0 and 1.
import { CoreError } from "./errors.js";

type Address = number;
type Size = number;

export interface CryptoImports {
  sha256(parts: Address, count: number, digest: Address): void;
  hmac_sha256(key: Address, keySize: Size, parts: Address, count: number, tag: Address): void;
  ed25519_public_key(seed: Address, publicKey: Address): void;
  ed25519_sign(
    seed: Address,
    publicKey: Address,
    message: Address,
    size: Size,
    signature: Address,
  ): void;
  ed25519_verify(publicKey: Address, message: Address, size: Size, signature: Address): number;
  x25519_public_key(secret: Address, publicKey: Address): void;
  x25519_shared(secret: Address, publicKey: Address, shared: Address): number;
  chacha20_poly1305_seal(
    key: Address,
    nonce: Address,
    extra: Address,
    extraSize: Size,
    text: Address,
    textSize: Size,
    sealed: Address,
  ): void;
  chacha20_poly1305_open(
    key: Address,
    nonce: Address,
    extra: Address,
    extraSize: Size,
    sealed: Address,
    sealedSize: Size,
    text: Address,
  ): number;
}

/** The memory that the addresses are of, asked for anew each time because it may have grown. */
export type MemoryBuffer = () => ArrayBuffer;

export interface LiveCrypto {
  readonly imports: WebAssembly.ModuleImports & CryptoImports;
  enable(memory: MemoryBuffer): Promise<void>;
}

/** Imports that can be given to a module before libsodium is there. */
export function liveCrypto(): LiveCrypto {
  let backend: CryptoImports | undefined;
  let enabling: Promise<void> | undefined;
  const crypto = (): CryptoImports => {
    if (!backend) throw new CoreError("Crypto was used before `await core.enableCrypto()`.");
    return backend;
  };
  return {
    imports: {
      sha256: (...values) => crypto().sha256(...values),
      hmac_sha256: (...values) => crypto().hmac_sha256(...values),
      ed25519_public_key: (...values) => crypto().ed25519_public_key(...values),
      ed25519_sign: (...values) => crypto().ed25519_sign(...values),
      ed25519_verify: (...values) => crypto().ed25519_verify(...values),
      x25519_public_key: (...values) => crypto().x25519_public_key(...values),
      x25519_shared: (...values) => crypto().x25519_shared(...values),
      chacha20_poly1305_seal: (...values) => crypto().chacha20_poly1305_seal(...values),
      chacha20_poly1305_open: (...values) => crypto().chacha20_poly1305_open(...values),
    },
    enable(memory) {
      enabling ??= import("./crypto.js")
        .then(async ({ loadCrypto }) => {
          backend = await loadCrypto(memory);
        })
        .catch((failure: unknown) => {
          enabling = undefined;
          throw failure;
        });
      return enabling;
    },
  };
}
