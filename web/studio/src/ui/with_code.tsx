// A sentence in which commands stand between backticks, as the mesh writes them.

export function WithCode({ text }: { readonly text: string }) {
  return text.split("`").map((part, index) => (index % 2 === 1 ? <code key={index}>{part}</code> : part));
}
