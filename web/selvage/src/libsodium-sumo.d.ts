// The part of libsodium's own npm build that is used: the C functions with an underscore before
// them. A size of 64 bits is two arguments, low and high. The small build lacks SHA-256, hence
// "sumo".
declare module "libsodium-sumo" {
  type Address = number;

  export interface Sodium {
    /** Replaced when the memory grows, which only _malloc does. */
    readonly HEAPU8: Uint8Array<ArrayBuffer>;
    _malloc(size: number): Address;
    _free(address: Address): void;
    _sodium_init(): number;
    _crypto_hash_sha256_statebytes(): number;
    _crypto_hash_sha256_init(state: Address): number;
    _crypto_hash_sha256_update(state: Address, input: Address, low: number, high: number): number;
    _crypto_hash_sha256_final(state: Address, digest: Address): number;
    _crypto_auth_hmacsha256_statebytes(): number;
    _crypto_auth_hmacsha256_init(state: Address, key: Address, keySize: number): number;
    _crypto_auth_hmacsha256_update(
      state: Address,
      input: Address,
      low: number,
      high: number,
    ): number;
    _crypto_auth_hmacsha256_final(state: Address, tag: Address): number;
    _crypto_sign_ed25519_seed_keypair(
      publicKey: Address,
      secretKey: Address,
      seed: Address,
    ): number;
    _crypto_sign_ed25519_detached(
      signature: Address,
      signatureSize: Address,
      message: Address,
      low: number,
      high: number,
      secretKey: Address,
    ): number;
    _crypto_sign_ed25519_verify_detached(
      signature: Address,
      message: Address,
      low: number,
      high: number,
      publicKey: Address,
    ): number;
    _crypto_scalarmult_curve25519(shared: Address, secret: Address, publicKey: Address): number;
    _crypto_scalarmult_curve25519_base(publicKey: Address, secret: Address): number;
    _crypto_aead_chacha20poly1305_ietf_encrypt(
      sealed: Address,
      sealedSize: Address,
      text: Address,
      textLow: number,
      textHigh: number,
      extra: Address,
      extraLow: number,
      extraHigh: number,
      unused: Address,
      nonce: Address,
      key: Address,
    ): number;
    _crypto_aead_chacha20poly1305_ietf_decrypt(
      text: Address,
      textSize: Address,
      unused: Address,
      sealed: Address,
      sealedLow: number,
      sealedHigh: number,
      extra: Address,
      extraLow: number,
      extraHigh: number,
      nonce: Address,
      key: Address,
    ): number;
  }

  export default function makeSodium(options: { getRandomValue(): number }): Promise<Sodium>;
}
