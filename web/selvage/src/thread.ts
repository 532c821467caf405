// What dist/thread.js has: the page's side of a node in a Worker, fetched by pages that want one.
export { nodeInWorker } from "./thread/worker_node.js";
