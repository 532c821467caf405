// Documents, as the package offers them.
export { Document, type Applied, type ChangeOptions } from "./document.js";
export {
  CounterDraft,
  ListDraft,
  RecordDraft,
  SetDraft,
  TextDraft,
  type Draft,
  type Edit,
  type MapDraft,
} from "./drafts.js";
export { CannotWriteError, DocumentError, type DocumentErrorCode } from "./errors.js";
export type { HistoryEntry } from "./history.js";
export type { DocumentChange, Origin } from "./listeners.js";
export type { DocumentEvent } from "./news.js";
export type { AuthorOptions, DocumentOptions } from "./open.js";
export { PastDocument } from "./readable.js";
export {
  boolean,
  bytes,
  counter,
  integer,
  json,
  list,
  map,
  nullable,
  number,
  oneOf,
  record,
  set,
  string,
  text,
  type AsJson,
  type At,
  type CounterSchema,
  type Input,
  type Json,
  type JsonInput,
  type JsonSchema,
  type JsonText,
  type ListSchema,
  type MapSchema,
  type PathOf,
  type RecordSchema,
  type Schema,
  type SetSchema,
  type TextSchema,
  type ValueSchema,
} from "./schema.js";
export type { Splice, TextDelta } from "./text_delta.js";
export { Version } from "./version.js";
export {
  CounterView,
  ListView,
  RecordView,
  SetView,
  TextView,
  type MapView,
  type TextListener,
  type View,
} from "./views.js";
