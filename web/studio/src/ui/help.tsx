// The keys, as a table.
import { Dialog } from "./dialog.js";

interface Keys {
  readonly title: string;
  readonly keys: readonly (readonly [string, string])[];
}

const groups: readonly Keys[] = [
  {
    title: "Everywhere",
    keys: [
      ["1 – 7", "Go to a panel"],
      ["/", "Go to the panel's search or first field"],
      ["T", "Light or dark"],
      ["?", "This list"],
      ["Esc", "Close what is open"],
    ],
  },
  {
    title: "Mesh",
    keys: [
      ["← ↑ → ↓", "Go from peer to peer"],
      ["Enter", "Show the peer"],
    ],
  },
  {
    title: "Documents",
    keys: [
      ["← ↑ → ↓", "Go through the tree, open and close"],
      ["Enter", "Edit, or open"],
      ["+  −", "Count up or down"],
      ["A", "Add beside or into"],
      ["Delete", "Remove"],
    ],
  },
  { title: "Log", keys: [["P", "Pause or go on"]] },
  {
    title: "Tasks",
    keys: [
      ["↑ ↓", "Go from task to task"],
      ["Enter", "Go to the task"],
      ["Delete", "Cancel the task"],
      ["R", "Go to the script to run"],
    ],
  },
];

export function Help({ onClose }: { readonly onClose: () => void }) {
  return (
    <Dialog title="Keys" onClose={onClose}>
      <div className="help">
        {groups.map(({ title, keys }) => (
          <section key={title}>
            <h3>{title}</h3>
            <dl>
              {keys.map(([key, what]) => (
                <div key={key}>
                  <dt>
                    <kbd>{key}</kbd>
                  </dt>
                  <dd>{what}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
