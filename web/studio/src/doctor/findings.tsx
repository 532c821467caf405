// What was found, good and bad, each with its next step.
import { Icon } from "../ui/icons.js";
import type { Finding } from "./checks.js";

const stateWords = { good: "Good", poor: "To know", bad: "In the way" } as const;

export function Findings({ findings }: { readonly findings: readonly Finding[] }) {
  return (
    <ul className="findings">
      {findings.map(({ name, state, what, next }) => (
        <li key={name} className={state}>
          <Icon name={state} />
          <div>
            <strong>{name}</strong> <span className="unseen">{stateWords[state]}: </span>
            <span>{what}</span>
            {next !== undefined && <p className="next">{next}</p>}
          </div>
        </li>
      ))}
    </ul>
  );
}
