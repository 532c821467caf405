// The ways to come to a document: a new one, one that was saved, one made of JSON.
import { requireBytes } from "../arguments.js";
import type { Instance } from "../instance.js";
import { requireWellFormed } from "./byte_writer.js";
import { DocumentHandle } from "./handle.js";
import { Document } from "./document.js";
import type { MapDraft } from "./drafts.js";
import { DocumentError, noSuchField } from "./errors.js";
import { JobFailure, jobError, type JobInput } from "./jobs.js";
import { requireDocumentSchema, schemaUnder, type AnyMapSchema, type Input, type Schema } from "./schema.js";
import { pagePace, type Pace } from "./slices.js";
import { wrong } from "./values.js";

export interface AuthorOptions {
  /**
   * 32 secret bytes, which are the author. Two copies of a document that are open at once, also in
   * two tabs, must not have the same: others would take the author for a liar. By chance if none
   * are given.
   */
  readonly seed?: Uint8Array;
  /** @internal For tests: where slices have the time from. */
  readonly pace?: Pace;
}

export interface DocumentOptions extends AuthorOptions {
  /**
   * Which document it is a copy of. Documents that exchange changes have the same name; changes of
   * any other are refused. Up to 256 bytes of UTF-8; "" if none is given.
   */
  readonly name?: string;
}

const seedSize = 32;

function open<S extends AnyMapSchema>(
  instance: Instance,
  schema: S,
  options: DocumentOptions,
): Document<S> {
  requireDocumentSchema(schema);
  const seed = options.seed ?? crypto.getRandomValues(new Uint8Array(seedSize));
  requireBytes(seed);
  if (seed.length !== seedSize)
    throw new DocumentError("key_size_wrong", {
      what: `A seed has ${seedSize} bytes, and this has ${seed.length}.`,
      remedy: `crypto.getRandomValues(new Uint8Array(${seedSize})) makes one.`,
    });
  const name = nameBytes(instance, options.name ?? "");
  const shown = new Uint8Array(seedSize + name.length);
  shown.set(seed);
  shown.set(name, seedSize);
  instance.show(shown, () => {});
  shown.fill(0);
  const handle = new DocumentHandle(instance, instance.calls.document_create(name.length));
  return new Document(handle, schema, options.pace ?? pagePace);
}

function nameBytes(instance: Instance, name: string): Uint8Array {
  if (typeof name !== "string")
    throw new DocumentError("type_wrong", {
      what: `The name of a document is a string, and this is ${typeof name}.`,
      remedy: 'For example: { name: "groceries" }.',
    });
  requireWellFormed(name);
  const bytes = new TextEncoder().encode(name);
  const sizeMax = instance.calls.document_name_size_max();
  if (bytes.length > sizeMax)
    throw new DocumentError("too_large", {
      what: `A document's name has up to ${sizeMax} bytes of UTF-8, and this has ${bytes.length}.`,
      remedy: "Keep a long title in the document.",
    });
  return bytes;
}

export async function createDocument<S extends AnyMapSchema>(
  instance: Instance,
  schema: S,
  options: DocumentOptions & { readonly initial?: Input<S> },
): Promise<Document<S>> {
  const document = open(instance, schema, options);
  const { initial } = options;
  if (initial !== undefined) await orClose(document, async () => fill(document, initial));
  return document;
}

function fill<S extends AnyMapSchema>(document: Document<S>, initial: Input<S>): void {
  if (typeof initial !== "object" || initial === null || Array.isArray(initial))
    throw wrong(initial, "an object", "");
  document.change((draft, { put }) => {
    const fields = draft as MapDraft<{ [name: string]: Schema }>;
    for (const [name, value] of Object.entries(initial as { [name: string]: unknown })) {
      const kind = schemaUnder(document.schema, name)?.kind;
      if (kind === undefined) throw noSuchField(document.schema, name);
      if (value === undefined) continue;
      if (kind === "value" || kind === "any") Object.assign(fields, { [name]: value });
      else put(fields[name] as never, value as never);
    }
  });
}

export async function loadDocument<S extends AnyMapSchema>(
  instance: Instance,
  schema: S,
  snapshot: Uint8Array,
  options: AuthorOptions,
): Promise<Document<S>> {
  if ((options as DocumentOptions).name !== undefined)
    throw new DocumentError("type_wrong", {
      what: "A document that was saved has its name already.",
      remedy: "Leave the name out, and compare document.name afterwards.",
    });
  const document = open(instance, schema, options);
  await orClose(
    document,
    () => document.load(snapshot),
    (failure) =>
      jobError(
        failure,
        "These bytes are no saved document.",
        "Give it what save() returned, whole.",
      ),
  );
  return document;
}

export async function importDocument<S extends AnyMapSchema>(
  instance: Instance,
  schema: S,
  json: JobInput,
  options: DocumentOptions,
): Promise<Document<S>> {
  const document = open(instance, schema, options);
  await orClose(
    document,
    () => document.import(json),
    (failure) =>
      jobError(failure, describeJsonFailure(failure), "Compare what is there with the schema."),
  );
  return document;
}

function describeJsonFailure(failure: unknown): string {
  if (!(failure instanceof JobFailure)) return "";
  const where = `at byte ${failure.position}`;
  return failure.error === "type_wrong"
    ? `The JSON has something else than the schema, just before or ${where}.`
    : `This is no JSON that a document can hold, just before or ${where}: ${failure.error}.`;
}

async function orClose(
  document: Document<AnyMapSchema>,
  work: () => Promise<void>,
  explain = (failure: unknown): unknown => failure,
): Promise<void> {
  try {
    await work();
  } catch (failure) {
    await document.close();
    throw explain(failure);
  }
}
