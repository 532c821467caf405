// Leaves the answers of page and Worker where the test finds them.
import { answers } from "./answers.js";

async function fromWorker(worker) {
  const answer = await new Promise((resolve) => {
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = (event) => resolve({ failure: `the Worker failed: ${event.message}` });
  });
  worker.terminate();
  return answer;
}

export async function run(worker) {
  const failed = (failure) => ({ failure: String(failure) });
  globalThis.answers = await Promise.all([answers().catch(failed), fromWorker(worker)]);
}
