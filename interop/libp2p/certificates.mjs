// @ts-check
// An authority for one run, and a certificate for loopback that it has signed. Made by the program openssl,
// which Debian's ca-certificates brings along.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/**
 * @typedef {object} Certificates
 * @property {readonly string[]} options that make a peer listen with the certificate and trust the authority
 * @property {Record<string, string>} environment by which Node trusts it as well
 */

const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"];

/** The files are gone when this program has ended. @returns {Certificates} */
export function makeCertificates() {
  const folder = mkdtempSync(join(tmpdir(), "selvage-certificates-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  const at = (/** @type {string} */ name) => join(folder, name);
  const [authority, authorityKey, chain, key] = [at("ca.pem"), at("ca.key"), at("node.pem"), at("node.key")];
  /** @param {string[]} words */
  const request = (...words) =>
    execFileSync("openssl", ["req", "-x509", ...newKey, ...words], { stdio: ["ignore", "ignore", "pipe"] });
  request("-keyout", authorityKey, "-out", authority, "-subj", "/CN=authority of a test run");
  const names = ["subjectAltName=IP:127.0.0.1,DNS:localhost", "basicConstraints=critical,CA:FALSE"];
  const extensions = names.flatMap((one) => ["-addext", one]);
  request("-CA", authority, "-CAkey", authorityKey, "-keyout", key, "-out", chain, "-subj", "/CN=node", ...extensions);
  return {
    options: ["--tls-chain", chain, "--tls-key", key, "--tls-authorities", authority],
    environment: { NODE_EXTRA_CA_CERTS: authority },
  };
}
