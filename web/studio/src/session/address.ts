// What the page's address says: which mesh to join, and how.
export type Way = { readonly invite: string } | { readonly name: string };

const inviteMarker = "join=";

/** Nothing if the address names no mesh. */
export function wayIn(hash: string, search: string): Way | undefined {
  const at = hash.indexOf(inviteMarker);
  if (at >= 0) return wayFrom(hash.slice(at));
  const name = new URLSearchParams(search).get("id")?.trim() ?? "";
  return name === "" ? undefined : { name };
}

/** Of what somebody typed or pasted: an invite in any of its forms, or a mesh's name. */
export function wayFrom(typed: string): Way | undefined {
  const text = typed.trim();
  if (text === "") return undefined;
  if (/^SELVAGE:/i.test(text)) return { invite: text.toUpperCase() };
  const at = text.indexOf(inviteMarker);
  if (at < 0) return { name: text };
  const rest = text.slice(at + inviteMarker.length);
  return /^SELVAGE:/i.test(rest) ? { invite: rest } : { invite: `#${inviteMarker}${rest}` };
}
