// For whom an invite is, and for how long.
import type { InviteOptions, Role } from "selvage";

export interface Wanted {
  readonly who: "everybody" | Exclude<Role, "none">;
  readonly seconds: number;
}

const hour = 3600;
const times = [
  [hour, "an hour"],
  [24 * hour, "a day"],
  [7 * 24 * hour, "a week"],
] as const;

export const firstWanted: Wanted = { who: "everybody", seconds: 24 * hour };

/** An invite for everybody has no end. */
export const optionsOf = ({ who, seconds }: Wanted): InviteOptions => (who === "everybody" ? {} : { role: who, seconds });

interface FormProps {
  readonly wanted: Wanted;
  readonly isReady: boolean;
  readonly onWant: (wanted: Wanted) => void;
  readonly onMake: () => void;
}

export function InviteForm({ wanted, isReady, onWant, onMake }: FormProps) {
  return (
    <form
      className="row"
      onSubmit={(event) => {
        event.preventDefault();
        onMake();
      }}
    >
      <label>
        For
        <select data-first-field value={wanted.who} onChange={(event) => onWant({ ...wanted, who: event.target.value as Wanted["who"] })}>
          <option value="everybody">everybody who reads it</option>
          <option value="citizen">one Citizen, once</option>
          <option value="authority">one Authority, once</option>
          <option value="ephemeral">one that keeps nothing, once</option>
        </select>
      </label>
      {wanted.who !== "everybody" && (
        <label>
          Valid for
          <select value={wanted.seconds} onChange={(event) => onWant({ ...wanted, seconds: Number(event.target.value) })}>
            {times.map(([time, words]) => (
              <option key={time} value={time}>
                {words}
              </option>
            ))}
          </select>
        </label>
      )}
      <button type="submit" className="main" disabled={!isReady}>
        Make the invite
      </button>
    </form>
  );
}
