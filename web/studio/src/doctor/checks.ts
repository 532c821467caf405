// What a peer in a browser needs, whether it is there, and what to do where it is not. The facts are read in one place,
// so that the judgement can be tested.
import type { MeshStatus } from "selvage";

export interface Facts {
  readonly isSecure: boolean;
  readonly hasWebAssembly: boolean;
  readonly hasWebRtc: boolean;
  readonly hasWebCrypto: boolean;
  readonly hasLocks: boolean;
  readonly hasTabs: boolean;
  /** Of the origin's private files: whether they open. */
  readonly files: "open" | "absent" | "refused";
  readonly isOnline: boolean;
}

export interface Finding {
  readonly name: string;
  readonly state: "good" | "poor" | "bad";
  readonly what: string;
  readonly next?: string;
}

export async function readFacts(): Promise<Facts> {
  const storage = navigator.storage as StorageManager | undefined;
  return {
    isSecure: globalThis.isSecureContext,
    hasWebAssembly: typeof WebAssembly === "object",
    hasWebRtc: typeof RTCPeerConnection !== "undefined",
    hasWebCrypto: typeof crypto !== "undefined" && "subtle" in crypto,
    hasLocks: "locks" in navigator,
    hasTabs: typeof BroadcastChannel !== "undefined",
    files: await fileState(storage),
    isOnline: navigator.onLine,
  };
}

async function fileState(storage: StorageManager | undefined): Promise<Facts["files"]> {
  if (!storage?.getDirectory) return "absent";
  return storage.getDirectory().then(
    () => "open" as const,
    () => "refused" as const,
  );
}

export function findingsOfBrowser(facts: Facts): Finding[] {
  const need = (name: string, isThere: boolean, good: string, bad: string, next: string): Finding =>
    isThere ? { name, state: "good", what: good } : { name, state: "bad", what: bad, next };
  const insecure = "Open the page over https, or from localhost: browsers keep this from other pages.";
  const updated = "Use a browser of the last two years: Chromium, Firefox or Safari.";
  return [
    need("Secure context", facts.isSecure, "The browser trusts this address.", "The browser does not trust this address.", insecure),
    need("WebAssembly", facts.hasWebAssembly, "The module can run.", "The module cannot run.", updated),
    need(
      "WebRTC",
      facts.hasWebRtc,
      "Peers can be reached directly.",
      "Peers cannot be reached directly, only over WebSocket.",
      "Allow WebRTC: an extension or a policy of the browser may have switched it off.",
    ),
    need("Web Crypto", facts.hasWebCrypto, "Keys can be sealed.", "Keys cannot be sealed.", facts.isSecure ? updated : insecure),
    need(
      "Locks",
      facts.hasLocks,
      "Tabs keep out of one another's files.",
      "Tabs cannot share the disk.",
      facts.isSecure ? updated : insecure,
    ),
    filesFinding(facts, insecure),
    need("Other tabs", facts.hasTabs, "Tabs of this site find one another.", "Tabs do not find one another.", updated),
    facts.isOnline
      ? { name: "Network", state: "good", what: "The browser is online." }
      : { name: "Network", state: "poor", what: "The browser says it is offline.", next: "Local work goes on; it is sent once you are online." },
  ];
}

function filesFinding({ files, isSecure }: Facts, insecure: string): Finding {
  const name = "Private files";
  if (files === "absent")
    return { name, state: "bad", what: "This browser has none for this page.", next: isSecure ? "What you write is in memory; keep another peer running." : insecure };
  if (files === "refused")
    return { name, state: "bad", what: "The browser refuses them.", next: "Leave private browsing, or allow this site to keep data." };
  return { name, state: "good", what: "What you write can be kept on disk." };
}

export function findingsOfMesh(status: MeshStatus | undefined): Finding[] {
  if (!status) return [{ name: "Mesh", state: "poor", what: "The page is in no mesh yet.", next: "Join one: by its name or an invite." }];
  const findings: Finding[] = [];
  findings.push(
    status.mesh === undefined
      ? { name: "Mesh", state: "poor", what: "The mesh is not known yet.", next: "Wait a moment, or dial a peer of it below." }
      : { name: "Mesh", state: "good", what: "The mesh is known." },
  );
  findings.push(
    status.peers === 0
      ? { name: "Peers", state: "poor", what: "Nobody is in session with this page.", next: "Check that another peer runs, then open a fresh invite or dial its address below." }
      : { name: "Peers", state: "good", what: `${status.peers} in session, over ${status.connections} connections.` },
  );
  const { authorities, authorities_reachable: reachable } = status;
  if (authorities > 0)
    findings.push(
      2 * reachable > authorities
        ? { name: "Authorities", state: "good", what: `${reachable} of ${authorities} can be reached.` }
        : { name: "Authorities", state: "poor", what: `Only ${reachable} of ${authorities} can be reached: strict writes wait.`, next: "Start the machines or tabs that are Authorities; the Members panel lists them." },
    );
  return findings;
}
