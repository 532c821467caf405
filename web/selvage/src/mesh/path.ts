// Places in documents, as the control protocol writes them (CT1, spec/control.md).

/** `"notes.items[3]"`, or its steps: `["notes", "items", 3]`. */
export type PathInput = string | readonly (string | number)[];

const plainName = /^[^.[\]"]+$/;

export function pathText(path: PathInput): string {
  if (typeof path === "string") return path;
  let text = "";
  for (const step of path) {
    if (typeof step === "number") text += `[${step}]`;
    else if (!plainName.test(step)) text += `[${JSON.stringify(step)}]`;
    else text += text === "" ? step : `.${step}`;
  }
  return text;
}
