import { answers } from "./answers.js";

answers().then(postMessage, (failure) => postMessage({ failure: String(failure) }));
