// @ts-check
// The system headers that the brain may include, and why it may not include the others that come to mind.

/** Pure vocabulary, algorithms and containers whose order is the same in every build. */
const allowedEverywhere = new Set(
  `algorithm any array bit bitset cfloat charconv cinttypes climits cmath compare complex concepts coroutine
  cstddef cstdint cstdlib cstring deque expected forward_list initializer_list iterator limits list map memory
  new numbers numeric optional queue ranges ratio scoped_allocator set source_location span stack string
  string_view tuple type_traits utility valarray vector version`.split(/\s+/),
);

/** @type {Map<string, (path: string) => boolean>} */
const allowedSomewhere = new Map(
  ["wasm_simd128.h", "immintrin.h", "nmmintrin.h", "arm_acle.h", "arm_neon.h"].map((name) => {
    return [name, (path) => path.startsWith("core/base/")];
  }),
);
allowedSomewhere.set("chrono", (path) => path === "core/base/time.h");

const input = "bytes come in as arguments and go out as results; a body does the input and output";
const threads = "the brain runs in one thread, and WebAssembly has no other";
const chance = "use core/base/prng.h, which gives the same numbers in every build";
const order = "iteration order differs between builds; use an ordered map or core/base/flat_map.h";
const text =
  "it brings locales and a quarter of a megabyte into the module; use core/base/format.h";
const exceptions = "the brain is built without exceptions and type information; return a Result";

/** @type {Record<string, string>} */
const reasons = {
  iostream: input,
  istream: input,
  ostream: input,
  fstream: input,
  cstdio: input,
  filesystem: input,
  sstream: text,
  format: text,
  print: text,
  iomanip: text,
  locale: text,
  regex: text,
  thread: threads,
  mutex: threads,
  shared_mutex: threads,
  condition_variable: threads,
  future: threads,
  atomic: threads,
  semaphore: threads,
  latch: threads,
  barrier: threads,
  stop_token: threads,
  random: chance,
  chrono: "only core/base/time.h names clocks; use its Instant and Duration",
  ctime: "the time is an argument; use Instant from core/base/time.h",
  unordered_map: order,
  unordered_set: order,
  functional:
    "callbacks bring re-entrancy and hidden allocation; return events, or pass a template",
  variant: "core/base/variant.h has one that makes a tenth of the code",
  memory_resource:
    "allocators with virtual calls do not pay here; use contiguous storage and indices",
  exception: exceptions,
  stdexcept: exceptions,
  typeinfo: exceptions,
  typeindex: exceptions,
  cassert: "assert() vanishes from release builds; use ASSERT of core/base/assert.h",
};

/**
 * Why a file of the brain may not include a system header; undefined if it may.
 * @param {string} header
 * @param {string} path
 */
export function objectionTo(header, path) {
  if (allowedEverywhere.has(header)) return undefined;
  const allowedFor = allowedSomewhere.get(header);
  if (allowedFor?.(path)) return undefined;
  if (header in reasons) return reasons[header];
  if (allowedFor)
    return "processor intrinsics stay in core/base; add a function there that hides them";
  return "it is not in standard_headers.mjs; do without it, or move the code that needs it to a body";
}
