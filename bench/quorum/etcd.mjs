// @ts-check
// Three members of etcd, and what is asked of them: the messages of its rpc.proto, as far as they are needed.
import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";

import { GrpcConnection } from "./grpc.mjs";
import { Server } from "./server.mjs";

/** One of bytes. @param {number} number @param {Buffer} bytes */
function field(number, bytes) {
  const lengthDelimited = 2;
  const head = [(number << 3) | lengthDelimited];
  let size = bytes.length;
  for (; size > 0x7f; size >>>= 7) head.push((size & 0x7f) | 0x80);
  return Buffer.concat([Buffer.from([...head, size]), bytes]);
}

/** @param {GrpcConnection} connection @param {string} key @param {string} value */
export const put = (connection, key, value) =>
  connection.call("/etcdserverpb.KV/Put", Buffer.concat([field(1, Buffer.from(key)), field(2, Buffer.from(value))]));

/**
 * Answers when changes are told. They are given as they come, with what else is in the message.
 * @param {GrpcConnection} connection
 * @param {string} key
 * @param {(message: Buffer) => void} hear
 * @returns {Promise<void>}
 */
export const watch = (connection, key, hear) =>
  new Promise((resolve, reject) => {
    let isCreated = false;
    const request = field(1, field(1, Buffer.from(key)));
    connection.listen("/etcdserverpb.Watch/Watch", request, {
      hear: (message) => {
        if (isCreated) return hear(message);
        isCreated = true;
        resolve();
      },
      end: (failure) => reject(failure ?? new Error("the watch has ended")),
    });
  });

/** Ports that nobody had a moment ago. @param {number} count */
async function freePorts(count) {
  const servers = Array.from({ length: count }, () => createServer().listen(0, "127.0.0.1"));
  await Promise.all(servers.map((server) => once(server, "listening")));
  const ports = servers.map((server) => /** @type {import("node:net").AddressInfo} */ (server.address()).port);
  await Promise.all(servers.map((server) => once(server.close(), "close")));
  return ports;
}

/** @param {string} folder @param {number} count */
export async function startEtcd(folder, count) {
  const ports = await freePorts(2 * count);
  const url = (/** @type {number} */ at) => `http://127.0.0.1:${ports[at]}`;
  const peerUrl = (/** @type {number} */ number) => url(count + number);
  const numbers = Array.from({ length: count }, (_, number) => number);
  const all = numbers.map((number) => `etcd-${number}=${peerUrl(number)}`).join(",");
  const servers = numbers.map((number) => {
    const words = {
      name: `etcd-${number}`,
      "data-dir": join(folder, `etcd-${number}`),
      "listen-client-urls": url(number),
      "advertise-client-urls": url(number),
      "listen-peer-urls": peerUrl(number),
      "initial-advertise-peer-urls": peerUrl(number),
      "initial-cluster": all,
      logger: "zap",
      "log-level": "error",
    };
    return new Server("etcd", Object.entries(words).map(([name, value]) => `--${name}=${value}`));
  });
  const statusOf = async (/** @type {number} */ number) => {
    const answer = await fetch(`${url(number)}/v3/maintenance/status`, { method: "POST", body: "{}" });
    return answer.json();
  };
  let leader = 0;
  for (const [number, server] of servers.entries()) {
    const status = await server.until("led", async () => {
      const found = await statusOf(number);
      return found.leader && found;
    });
    if (status.leader === status.header.member_id) leader = number;
  }
  const portOf = (/** @type {number} */ number) => ports[number % count] ?? 0;
  return {
    servers,
    leaderPort: portOf(leader),
    followerPort: portOf(leader + 1),
    stop: async () => void (await Promise.all(servers.map((server) => server.stop()))),
  };
}
