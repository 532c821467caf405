// What this page runs in, for people: "Chromium 130", "Firefox 128".
interface Brands {
  readonly userAgentData?: { readonly brands: readonly { readonly brand: string; readonly version: string }[] };
}

const patterns: readonly (readonly [string, RegExp])[] = [
  ["Firefox", /Firefox\/(\d+)/],
  ["Safari", /Version\/(\d+).* Safari\//],
  ["Chromium", /Chrom(?:e|ium)\/(\d+)/],
];

export function platformText(): string {
  if (typeof navigator === "undefined") return "";
  const brands = (navigator as Navigator & Brands).userAgentData?.brands ?? [];
  const known = brands.find(({ brand }) => brand === "Chromium");
  if (known) return `Chromium ${known.version}`;
  for (const [name, pattern] of patterns) {
    const version = pattern.exec(navigator.userAgent)?.[1];
    if (version !== undefined) return `${name} ${version}`;
  }
  return "a browser";
}
