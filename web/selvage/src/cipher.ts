// AES-256-GCM by WebCrypto, which has it in hardware, but asynchronously: so the brain hands out
// jobs (core/crypto/aes_gcm.h) and this runs one. A wrong tag is an answer, not a failure: the
// bytes came from a disk or a peer.
import { CoreError } from "./errors.js";

export interface CipherJob {
  readonly direction: "seal" | "open";
  readonly key: Uint8Array; // 32 bytes.
  readonly nonce: Uint8Array; // 12 bytes.
  readonly extra: Uint8Array;
  /** With the tag of 16 bytes behind it when it is to be opened. */
  readonly text: Uint8Array;
}

export type CipherOutcome = Uint8Array<ArrayBuffer> | "tag_wrong";

export async function runCipherJob(job: CipherJob): Promise<CipherOutcome> {
  const subtle = globalThis.crypto?.subtle;
  if (!subtle)
    throw new CoreError("WebCrypto is missing: serve the page over https, or from localhost.");
  const usage = job.direction === "seal" ? "encrypt" : "decrypt";
  const key = await subtle.importKey("raw", plain(job.key), "AES-GCM", false, [usage]);
  const how = {
    name: "AES-GCM",
    iv: plain(job.nonce),
    additionalData: plain(job.extra),
    tagLength: 128,
  };
  try {
    return new Uint8Array(await subtle[usage](how, key, plain(job.text)));
  } catch (failure) {
    // The only failure that a well-formed job can have; a text too short for a tag is one of its
    // cases.
    if (job.direction === "open" && (failure as Error).name === "OperationError")
      return "tag_wrong";
    throw failure;
  }
}

// WebCrypto takes no view of shared memory, and the types say so.
function plain(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  return bytes as Uint8Array<ArrayBuffer>;
}
