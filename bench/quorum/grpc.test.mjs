// Calls to a server of Node's own HTTP/2, which is strict about what it takes.
import { once } from "node:events";
import { createServer } from "node:http2";
import { createServer as createTcpServer } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { GrpcConnection } from "./grpc.mjs";

/** @param {Buffer} message */
function framed(message) {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

const server = createServer();
server.on("stream", async (stream, headers) => {
  const path = headers[":path"];
  stream.on("error", () => {});
  const trailers = (/** @type {number} */ status) => stream.sendTrailers({ "grpc-status": status });
  if (path === "/refuse") return stream.respond({ ":status": 200, "grpc-status": 7 }, { endStream: true });
  if (path === "/vanish") return stream.session?.destroy();
  stream.respond({ ":status": 200, "content-type": headers["content-type"] }, { waitForTrailers: true });
  stream.on("wantTrailers", () => trailers(0));
  if (path === "/count") {
    const two = Buffer.concat([framed(Buffer.from("one")), framed(Buffer.from("two"))]);
    stream.write(two);
    return stream.end(framed(Buffer.from("three")));
  }
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  stream.end(Buffer.concat(chunks));
});

/** @type {GrpcConnection} */
let connection;
beforeAll(async () => {
  await once(server.listen(0, "127.0.0.1"), "listening");
  connection = await connect();
});
afterAll(() => {
  connection.close();
  server.close();
});
/** @param {import("node:net").Server | typeof server} to */
const connect = (to = server) =>
  GrpcConnection.connect(/** @type {import("node:net").AddressInfo} */ (to.address()).port);

test("a message goes there and comes back", async () => {
  expect(await connection.call("/echo", Buffer.from("hello"))).toEqual(Buffer.from("hello"));
});

test("many go at once", async () => {
  const messages = Array.from({ length: 100 }, (_, number) => Buffer.alloc(4096, number));
  const answers = await Promise.all(messages.map((message) => connection.call("/echo", message)));
  expect(Buffer.concat(answers).equals(Buffer.concat(messages))).toBe(true);
});

test("more than the server has room for waits until it has", async () => {
  const [data, ping, windowUpdate] = [0, 6, 8];
  const frame = (/** @type {number} */ kind, /** @type {Buffer} */ payload) =>
    Buffer.concat([Buffer.from([0, 0, payload.length, kind, 0, 0, 0, 0, 0]), payload]);
  const room = Buffer.alloc(4);
  room.writeUInt32BE(65_535);
  let messages = 0;
  /** @type {number[]} */
  const counted = [];
  // Whoever answers a ping has sent all that it was free to send before.
  const strict = createTcpServer((socket) => {
    let rest = Buffer.alloc(0);
    let isGreeted = false;
    socket.write(frame(ping, Buffer.alloc(8)));
    socket.on("data", (bytes) => {
      rest = Buffer.concat([rest, bytes]);
      if (!isGreeted) rest = rest.subarray(24);
      isGreeted = true;
      while (rest.length >= 9 && rest.length >= 9 + rest.readUIntBE(0, 3)) {
        if (rest[3] === data) ++messages;
        if (rest[3] === ping && counted.push(messages) === 1)
          socket.write(Buffer.concat([frame(windowUpdate, room), frame(ping, Buffer.alloc(8))]));
        else if (rest[3] === ping) socket.end();
        rest = rest.subarray(9 + rest.readUIntBE(0, 3));
      }
    });
  });
  await once(strict.listen(0, "127.0.0.1"), "listening");
  const narrow = await connect(strict);
  const calls = Array.from({ length: 20 }, () => narrow.call("/echo", Buffer.alloc(4096)));
  await Promise.allSettled(calls);
  expect(counted).toEqual([15, 20]);
  strict.close();
});

test("a call that is refused fails, and the next one does not", async () => {
  await expect(connection.call("/refuse", Buffer.alloc(1))).rejects.toThrow("/refuse was refused");
  expect(await connection.call("/echo", Buffer.from("still"))).toEqual(Buffer.from("still"));
});

test("messages that come together are told one by one", async () => {
  /** @type {string[]} */
  const heard = [];
  await new Promise((resolve) =>
    connection.listen("/count", Buffer.alloc(0), {
      hear: (message) => heard.push(message.toString()),
      end: () => resolve(undefined),
    }),
  );
  expect(heard).toEqual(["one", "two", "three"]);
});

test("when the server goes away its calls fail", async () => {
  const lost = await connect();
  await expect(lost.call("/vanish", Buffer.alloc(1))).rejects.toThrow(/closed the connection|ECONNRESET|ends the connection|broke/);
});
