// The first document of the package's README, run by its tests in Node.
// [first]
import { boolean, list, load, map, text } from "selvage";

const schema = map({ title: text(), todos: list(map({ label: text(), done: boolean() })) });
const core = await load(); // Finds its .wasm by itself: in Node, a page, a Worker, a bundle.

// Two copies, which might be in two browsers. One brings what is there at the beginning.
const ann = await core.createDocument(schema, { initial: { title: "Groceries" } });
const ben = await core.createDocument(schema);
ben.subscribe(["todos"], (todos) => console.log(`Ben sees ${todos?.length}`));

ann.change((draft) => draft.todos.push({ label: "milk", done: false }));
await ben.applyChanges(await ann.changesSince(ben.version)); // Bytes, sent however you like.
ben.change((draft) => draft.title.insert(0, "Our "));
await ann.applyChanges(await ben.changesSince(ann.version));
console.log(`${ann.root.title}: ${ann.root.todos.at(0)?.label}`); // Our Groceries: milk
// [/first]
