// NodeView is what all views have in common: where they look, and that they look only when asked. What
// was found out is kept until the document changes.
import { ByteReader } from "./byte_reader.js";
import { DocumentError } from "./errors.js";
import { rootPlace, type DocumentHandle, type Place } from "./handle.js";
import {
  schemaUnder,
  type AnyMapSchema,
  type AnyValueSchema,
  type Json,
  type JsonSchema,
  type Schema,
  type Step,
} from "./schema.js";
import type { TextDelta } from "./text_delta.js";
import { fittingLeaf, readAsJson, readPlain, type Leaf, type NodeKind } from "./values.js";

/** So many values are read at once at most: more would take longer than a page should stop. */
export const valuesReadMax = 20_000;

/** @internal What views look into. */
export interface Source {
  readonly handle: DocumentHandle;
  /** Another number after each edit. */
  edition(): number;
  /** To be called before anything is read: hands over what a transaction recorded. */
  settle(): void;
  /** What stands for a node: a view, or a draft. */
  make(schema: NodeSchema, parent?: NodeView, step?: Step): NodeView;
  observe(text: NodeView, listener: (delta: TextDelta) => void): () => void;
}

export type NodeSchema = Exclude<Schema, AnyValueSchema | JsonSchema>;

const kindOf = (schema: NodeSchema): NodeKind => (schema.kind === "record" ? "map" : schema.kind);

/** A node of a document, which may not be there yet. */
export abstract class NodeView {
  /** @internal */
  readonly source: Source;
  /** @internal */
  readonly schema: NodeSchema;
  readonly #parent: NodeView | undefined;
  readonly #step: Step;
  #path: readonly Step[] | undefined;
  #place: Place | undefined;
  #edition = -1;

  /** @internal */
  constructor(source: Source, schema: NodeSchema, parent?: NodeView, step: Step = "") {
    this.source = source;
    this.schema = schema;
    this.#parent = parent;
    this.#step = step;
  }

  /** @internal */
  get parent(): NodeView | undefined {
    return this.#parent;
  }
  /** @internal */
  get step(): Step {
    return this.#step;
  }
  /** @internal From the root. */
  get path(): readonly Step[] {
    this.#path ??= this.#parent ? [...this.#parent.path, this.#step] : [];
    return this.#path;
  }

  /** @internal Where it is now; undefined if it is not there. */
  place(): Place | undefined {
    this.source.settle();
    return this.#find();
  }
  #find(): Place | undefined {
    if (this.#edition === this.source.edition()) return this.#place;
    if (this.#parent) {
      const above = this.#parent.#find();
      this.#place =
        above === undefined
          ? undefined
          : this.source.handle.placeUnder(above, this.#step, kindOf(this.schema));
    } else {
      this.#place = rootPlace;
    }
    this.#edition = this.source.edition();
    return this.#place;
  }

  /** @internal What is under a step, as the schema there has it. */
  read(schema: Schema, step: Step): unknown {
    if (schema.kind === "value") return this.#readLeaf(schema, step);
    if (schema.kind === "any") return this.#readJson(step);
    return this.source.make(schema, this, step);
  }
  /** @internal Whether anything is under a step that fits the schema. */
  holds(schema: Schema, step: Step): boolean {
    const place = this.place();
    const found = place === undefined ? undefined : this.source.handle.leafUnder(place, step);
    if (found === undefined) return false;
    if (schema.kind === "any") return true;
    if (schema.kind === "value") return !isNode(found) && fittingLeaf(schema, found) !== undefined;
    return isNode(found) && found.nodeKind === kindOf(schema);
  }

  #readLeaf(schema: AnyValueSchema, step: Step): Leaf | undefined {
    const place = this.place();
    if (place === undefined) return undefined;
    const found = this.source.handle.leafUnder(place, step);
    return found === undefined || isNode(found) ? undefined : fittingLeaf(schema, found);
  }
  #readJson(step: Step): Json | undefined {
    const place = this.place();
    if (place === undefined) return undefined;
    const found = this.source.handle.leafUnder(place, step);
    if (found === undefined || !isNode(found)) return found;
    const below = this.source.handle.placeUnder(place, step, found.nodeKind);
    if (below === undefined) return found.nodeKind === "map" ? {} : [];
    const tree = this.#tree(below);
    return readPlain(new ByteReader(tree), tree);
  }

  /** @internal */
  json(): unknown {
    const place = this.place();
    if (place === undefined) return this.emptyJson();
    const tree = this.#tree(place);
    return readAsJson(new ByteReader(tree), tree);
  }
  /** @internal */
  protected abstract emptyJson(): unknown;

  #tree(place: Place): Uint8Array {
    const tree = this.source.handle.tree(place, valuesReadMax);
    if (tree) return tree;
    throw new DocumentError("too_large", {
      what: `This has more than ${valuesReadMax} values, which would make the page stop.`,
      remedy: "Read what you need of it, or await document.exportJSON().",
    });
  }
}

type FoundNode = { readonly nodeKind: NodeKind };
const isNode = (found: Leaf | FoundNode): found is FoundNode =>
  typeof found === "object" && found !== null && "nodeKind" in found;

// --- Maps: a property for each field.

/** @internal */
export class MapNode extends NodeView {
  // What was read under each name, as long as the document is what it was.
  readonly #known = new Map<string, unknown>();
  readonly #below = new Map<string, NodeView>();
  #edition = -1;

  /** @internal */
  field(name: string): unknown {
    const schema = schemaUnder(this.schema, name) as Schema;
    if (schema.kind !== "value" && schema.kind !== "any") {
      let below = this.#below.get(name);
      if (!below) this.#below.set(name, (below = this.source.make(schema, this, name)));
      return below;
    }
    this.source.settle();
    if (this.#edition !== this.source.edition()) {
      this.#known.clear();
      this.#edition = this.source.edition();
    }
    if (this.#known.has(name)) return this.#known.get(name);
    const value = this.read(schema, name);
    // What the user could change is not kept.
    if (typeof value !== "object" || value === null) this.#known.set(name, value);
    return value;
  }
  protected override emptyJson(): unknown {
    return {};
  }
}

type MapNodeClass = new (...argument: ConstructorParameters<typeof NodeView>) => MapNode;
const mapClasses = new WeakMap<object, MapNodeClass>();

/** @internal A class with a getter for each field, made once for each schema. */
export function mapClass(schema: AnyMapSchema): MapNodeClass {
  let made = mapClasses.get(schema);
  if (made) return made;
  made = class extends MapNode {};
  for (const name of Object.keys(schema.fields))
    Object.defineProperty(made.prototype, name, {
      get(this: MapNode) {
        return this.field(name);
      },
      enumerable: true,
    });
  defineToJson(made.prototype);
  mapClasses.set(schema, made);
  return made;
}

/** @internal For JSON.stringify(); beside the fields it must not show. */
export function defineToJson(prototype: MapNode): void {
  Object.defineProperty(prototype, "toJSON", {
    value(this: MapNode) {
      return this.json();
    },
  });
}
