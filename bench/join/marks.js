// Runs before our page's own scripts, and notes when what happens: bench/join/pages.mjs --marks.
{
  const marks = [];
  const mark = (what) => marks.push([performance.now(), what]);
  const wrapped = (object, name, what) => {
    const before = object[name];
    object[name] = async function (...values) {
      mark(`${what} begins`);
      const result = await before.apply(this, values);
      mark(`${what} ends`);
      return result;
    };
  };
  wrapped(WebAssembly, "compileStreaming", "compile");
  wrapped(WebAssembly, "compile", "compile (bytes)");
  wrapped(WebAssembly, "instantiate", "instantiate");
  wrapped(StorageManager.prototype, "persist", "persist()");
  wrapped(SubtleCrypto.prototype, "generateKey", "generateKey");
  wrapped(SubtleCrypto.prototype, "decrypt", "decrypt of the seed");
  for (const name of ["createOffer", "setLocalDescription", "setRemoteDescription"])
    wrapped(RTCPeerConnection.prototype, name, name);
  const Plain = globalThis.Worker;
  globalThis.Worker = class extends Plain {
    constructor(...values) {
      super(...values);
      mark("a Worker is made");
      let count = 0;
      this.addEventListener("message", ({ data }) => mark(`the disk answers (${++count}) ${JSON.stringify(data).slice(0, 60)}`));
    }
    postMessage(data, ...rest) {
      mark(`the disk is asked ${Array.isArray(data) ? data.map(({ kind, name, bytes, size }) => `${kind} ${name ?? bytes?.length ?? size ?? ""}`) : "to open"}`);
      super.postMessage(data, ...rest);
    }
  };
  const Connection = globalThis.RTCPeerConnection;
  globalThis.RTCPeerConnection = class extends Connection {
    constructor(...values) {
      super(...values);
      mark("an RTCPeerConnection is made");
      this.addEventListener("connectionstatechange", () => mark(`it is ${this.connectionState}`));
    }
    createDataChannel(...values) {
      const channel = super.createDataChannel(...values);
      mark("a channel is made");
      channel.addEventListener("open", () => mark(`channel ${channel.id} is open`));
      let size = 0;
      channel.addEventListener("message", ({ data }) => mark(`channel ${channel.id} brings ${data.byteLength}, ${(size += data.byteLength)} in all`));
      const { send } = channel;
      channel.send = (bytes) => (mark(`channel ${channel.id} takes ${bytes.byteLength}`), send.call(channel, bytes));
      return channel;
    }
  };
  const { log } = console;
  console.log = (text) => (mark(text), log(text));
  globalThis.marksTable = () => {
    for (const entry of performance.getEntriesByType("resource")) {
      const name = entry.name.replace(location.origin, "");
      marks.push([entry.startTime, `fetch of ${name} begins`], [entry.responseEnd, `fetch of ${name} ends`]);
    }
    for (const entry of performance.getEntriesByType("navigation")) marks.push([entry.responseEnd, "the page is there"]);
    return marks
      .sort(([a], [b]) => a - b)
      .map(([time, what]) => `${time.toFixed(1).padStart(8)}  ${what}`)
      .join("\n");
  };
}
