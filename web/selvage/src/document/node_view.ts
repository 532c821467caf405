// NodeView is what all views have in common: where they look, and that they look only when asked. What
// was found out is kept until the document changes.
import { ByteReader } from "./byte_reader.js";
import { DocumentError, noSuchField } from "./errors.js";
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
import { describePath } from "./transaction.js";
import { fittingLeaf, readAsJson, readPlain, type Leaf, type NodeKind } from "./values.js";

/** So many values are read at once at most: more would take longer than a page should stop. */
export const valuesReadMax = 20_000;

const inspect = Symbol.for("nodejs.util.inspect.custom");

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

  /** @internal What users get of it. */
  get shown(): unknown {
    return this;
  }
  /** @internal What is under a step, as the schema there has it. */
  read(schema: Schema, step: Step): unknown {
    if (schema.kind === "value") return this.#readLeaf(schema, step);
    if (schema.kind === "any") return this.#readJson(step);
    return this.source.make(schema, this, step).shown;
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
  /** @internal What Node's console shows. */
  [inspect](): unknown {
    try {
      return this.json();
    } catch (failure) {
      return String(failure);
    }
  }

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
  readonly #below = new Map<string, unknown>();
  #edition = -1;
  #shown: object | undefined;

  override get shown(): object {
    return (this.#shown ??= new (shownClass(this.schema as AnyMapSchema))(this));
  }
  field(name: string): unknown {
    const schema = schemaUnder(this.schema, name) as Schema;
    if (schema.kind !== "value" && schema.kind !== "any") {
      let below = this.#below.get(name);
      if (!below) this.#below.set(name, (below = this.read(schema, name)));
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
  /** What is done when the user assigns to a field. */
  assign(name: string, _value: unknown): void {
    throw new DocumentError("not_editing", {
      what: `${describePath([...this.path, name])} was assigned to outside of a transaction.`,
      remedy: "Views are for reading: call document.change((draft) => …) and assign to its draft.",
    });
  }
  protected override emptyJson(): unknown {
    return {};
  }
}

/** What users get of a map: its fields may have any names, also those that nodes have for their own. */
class ShownMap {
  readonly #node: MapNode;

  constructor(node: MapNode) {
    this.#node = node;
  }
  static nodeOf(shown: unknown): MapNode | undefined {
    return typeof shown === "object" && shown !== null && #node in shown ? shown.#node : undefined;
  }
  toJSON(): unknown {
    return this.#node.json();
  }
  [inspect](): unknown {
    return this.#node[inspect]();
  }
}

/** @internal What stands behind what users have; undefined if that is nothing of a document. */
export function nodeOf(shown: unknown): NodeView | undefined {
  return shown instanceof NodeView ? shown : ShownMap.nodeOf(shown);
}

// Where a name is looked for that is no field: what was misspelt is not to vanish.
const strict = new Proxy(ShownMap.prototype, {
  set(_target, name, _value, shown): boolean {
    const node = ShownMap.nodeOf(shown);
    if (!node) return false;
    throw noSuchField(node.schema as AnyMapSchema, describePath([...node.path, String(name)]));
  },
});

type ShownClass = new (node: MapNode) => object;
const shownClasses = new WeakMap<object, ShownClass>();

/** With a property for each field, made once for each schema. */
function shownClass(schema: AnyMapSchema): ShownClass {
  let made = shownClasses.get(schema);
  if (made) return made;
  made = class MapView extends ShownMap {};
  Object.setPrototypeOf(made.prototype, strict);
  for (const name of Object.keys(schema.fields))
    Object.defineProperty(made.prototype, name, {
      get(this: object) {
        return (ShownMap.nodeOf(this) as MapNode).field(name);
      },
      set(this: object, value: unknown) {
        (ShownMap.nodeOf(this) as MapNode).assign(name, value);
      },
      enumerable: true,
    });
  shownClasses.set(schema, made);
  return made;
}
