// The board of the tabs of one origin: a BroadcastChannel. What is posted is opaque here.

export interface Notices {
  post(note: Uint8Array<ArrayBuffer>): void;
  close(): void;
}

/** Tabs that give the same name read one another. */
export function openNotices(name: string, heard: (note: Uint8Array) => void): Notices {
  const channel = new BroadcastChannel(name);
  channel.onmessage = ({ data }: MessageEvent<unknown>) => {
    if (data instanceof Uint8Array) heard(data);
  };
  return {
    post: (note) => channel.postMessage(note),
    close() {
      channel.onmessage = null;
      channel.close();
    },
  };
}
