// @ts-check
// Three Authorities and three members of etcd, on one disk, asked to write in turns.
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";

import { dataFolder, milliseconds, print } from "../frame/measure.mjs";
import { put, startEtcd, watch } from "./etcd.mjs";
import { GrpcConnection } from "./grpc.mjs";
import { measureLoad, measureVisible } from "./load.mjs";
import { durabilities, loads, named, scaleOf, visible } from "./names.mjs";
import { startMesh } from "./ours.mjs";

const members = 3;
const scale = scaleOf(milliseconds);

/** @param {string} what @param {string} who @param {string} unit @param {number} value */
const tell = (what, who, unit, value) => print({ what: named(what, who), who, unit, value });

/** @param {string} what @param {string} who @param {import("./load.mjs").Measured} measured */
function tellLoad(what, who, { rate, p50, p99, client, servers }) {
  tell(what, who, "/s", rate);
  tell(`${what}, p50`, who, "ms", p50);
  tell(`${what}, p99`, who, "ms", p99);
  tell(`${what}, per CPU-second of the servers`, who, "", rate / servers);
  tell(`${what}, processors of the servers`, who, "", servers);
  tell(`${what}, processors of the clients`, who, "", client);
}

/**
 * @typedef {Awaited<ReturnType<typeof startMesh>>} Mesh
 * @typedef {Awaited<ReturnType<typeof startEtcd>>} Etcd
 */

/** @param {Mesh} mesh @param {Etcd} etcd @param {GrpcConnection} leader */
async function measureSeeing(mesh, etcd, leader) {
  const other = mesh.nodes[1];
  if (!other) throw new Error("there is no second node");
  const [document, path] = ["seen", "key"];
  const ours = await measureVisible(scale.changes, {
    write: (value) => mesh.first.control.ask("set", { document, path, value }),
    watch: async (seen) => other.control.watch(document, path, (value) => seen((text) => value === text)),
  });
  const follower = await GrpcConnection.connect(etcd.followerPort);
  const theirs = await measureVisible(scale.changes, {
    write: (value) => put(leader, path, value),
    watch: (seen) => watch(follower, path, (message) => seen((text) => message.includes(text))),
  });
  follower.close();
  for (const [who, { p50, p99 }] of /** @type {const} */ ([["local", ours], ["etcd", theirs]])) {
    tell(`${visible}, p50`, who, "ms", p50);
    tell(`${visible}, p99`, who, "ms", p99);
  }
}

/** @param {Mesh} mesh @param {Etcd} etcd @param {GrpcConnection} leader */
async function measureWrites(mesh, etcd, leader) {
  const ourServers = mesh.nodes.map(({ server }) => server.pid);
  const etcdServers = etcd.servers.map(({ pid }) => pid);
  for (const load of loads) {
    const of = { ...load, milliseconds: scale.load };
    for (const durability of durabilities) {
      const document = `${load.what}, ${durability}`;
      /** @type {import("./load.mjs").Write} */
      const write = async (path, value) => {
        const { state } = await mesh.first.control.ask("set", { document, path, value, durability });
        if (state !== "durable") throw new Error(`a write under ${durability} is ${state}`);
      };
      tellLoad(load.what, durability, await measureLoad(write, { ...of, servers: ourServers }));
    }
    /** @type {import("./load.mjs").Write} */
    const write = async (key, value) => void (await put(leader, key, value));
    tellLoad(load.what, "etcd", await measureLoad(write, { ...of, servers: etcdServers }));
  }
}

/** @param {string} folder */
async function measure(folder) {
  const mesh = await startMesh(folder, members);
  const etcd = await startEtcd(folder, members);
  const leader = await GrpcConnection.connect(etcd.leaderPort);
  await measureSeeing(mesh, etcd, leader); // While they have nothing else to do.
  await measureWrites(mesh, etcd, leader);
  leader.close();
  await Promise.all([mesh.stop(), etcd.stop()]);
}

if (dataFolder === undefined) throw new Error("say where the data may be: --data DIR");
const folder = await mkdtemp(join(dataFolder, "writes-"));
await measure(folder);
await rm(folder, { recursive: true });
