// A document's name says which one it is: changes of another are refused, and what is saved keeps it.
import { expect, test } from "vitest";
import { open, schema, seed, sharedCore, sync } from "../../testing/documents.js";

test("[PD14] documents of one name exchange changes, and no others", async () => {
  const one = await open({ name: "groceries 🥕" });
  const same = await open({ name: "groceries 🥕" });
  const other = await open({ name: "books" });
  const nameless = await open();
  expect([one.name, other.name, nameless.name]).toEqual(["groceries 🥕", "books", ""]);
  one.change((draft) => draft.title.insert(0, "carrots"));
  await sync(one, same);
  expect(same.toJSON()).toEqual({ title: "carrots" });
  const changes = await one.changesSince();
  for (const [wrong, called] of [
    [other, "books"],
    [nameless, ""],
  ] as const) {
    const failure = await wrong.applyChanges(changes).catch((reason: unknown) => reason);
    expect(failure).toMatchObject({ name: "DocumentError", code: "document_mismatch" });
    expect(String(failure)).toMatch(`another document than "${called}". Documents that exchange`);
    expect(wrong.toJSON()).toEqual({});
  }
});

test("[PD14] the id is made of the name, and signed with every change", async () => {
  const core = await sharedCore();
  for (const name of ["", "groceries 🥕", "x".repeat(256)]) {
    const one = await open({ name });
    one.change((draft) => draft.votes.add(1));
    const changes = await one.changesSince();
    const id = core.blake3(new TextEncoder().encode(`selvage document v1${name}`));
    expect(changes.slice(1, 33)).toEqual(id);
    // Whoever calls them another document's breaks the signature.
    const other = await open({ name: "other" });
    other.change((draft) => draft.votes.add(1));
    changes.set((await other.changesSince()).subarray(1, 33), 1);
    expect(await other.applyChanges(changes)).toMatchObject({
      refused: 1,
      reason: "signature_wrong",
    });
  }
});

test("[PD14] what was saved has its name, and goes on under it", async () => {
  const core = await sharedCore();
  const one = await open({ name: "groceries", seed: seed(1) });
  one.change((draft) => draft.title.insert(0, "one"));
  const saved = await one.save();
  const again = await core.loadDocument(schema, saved);
  expect(again.name).toBe("groceries");
  expect(await again.save()).toEqual(saved);
  again.change((draft) => draft.title.append(", two"));
  await sync(one, again);
  expect(one.toJSON()).toEqual({ title: "one, two" });
  const imported = await core.importDocument(schema, await again.exportJSON(), { name: "copy" });
  expect(imported.name).toBe("copy");

  // Another name than the one that the changes in it were signed for.
  const renamed = saved.slice();
  renamed[1] = "G".charCodeAt(0);
  await expect(core.loadDocument(schema, renamed)).rejects.toThrow(/no saved document/);
  const longName = new Uint8Array(400).fill("x".charCodeAt(0));
  longName.set([0xac, 0x02]);
  await expect(core.loadDocument(schema, longName)).rejects.toMatchObject({ code: "too_large" });
});

test("[PD14] one author writes several documents", async () => {
  const [groceries, books] = [
    await open({ seed: seed(1), name: "groceries" }),
    await open({ seed: seed(1), name: "books" }),
  ];
  groceries.change((draft) => draft.title.insert(0, "carrots"));
  books.change((draft) => draft.title.insert(0, "novels"));
  const reader = await open({ name: "groceries" });
  expect(await reader.applyChanges(await groceries.changesSince())).toMatchObject({ applied: 1 });
  await expect(reader.applyChanges(await books.changesSince())).rejects.toThrow(/another document/);
  reader.change((draft) => draft.votes.add(1));
  await sync(reader, groceries);
  expect(groceries.toJSON()).toEqual({ title: "carrots", votes: 1 });
});
