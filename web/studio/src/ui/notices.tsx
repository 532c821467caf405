// What went wrong just now with what can be done, and what was done. Read out by screen readers; a word of success goes by
// itself.
import { useEffect } from "react";
import type { Notice } from "../session/studio.js";
import { useStudio, useView } from "../session/use_studio.js";
import { Icon } from "./icons.js";
import { WithCode } from "./with_code.js";

const goodWordsMillis = 4_000;

export function Notices() {
  const { notices } = useView();
  return (
    <div className="notices">
      <div role="alert">{notices.map((one) => one.problem && <NoticeCard key={one.number} notice={one} />)}</div>
      <div role="status">{notices.map((one) => !one.problem && <NoticeCard key={one.number} notice={one} />)}</div>
    </div>
  );
}

function NoticeCard({ notice: { number, problem, text } }: { readonly notice: Notice }) {
  const studio = useStudio();
  useEffect(() => {
    if (problem) return;
    const timer = setTimeout(() => studio.dismiss(number), goodWordsMillis);
    return () => clearTimeout(timer);
  }, [studio, number, problem]);
  return (
    <div className={problem ? "notice problem" : "notice"}>
      <div>
        {problem ? (
          <>
            <strong>{problem.cause}</strong>
            <p>
              <WithCode text={problem.remedy} />
            </p>
          </>
        ) : (
          text
        )}
      </div>
      <button type="button" className="quiet square" aria-label="Dismiss" onClick={() => studio.dismiss(number)}>
        <Icon name="close" />
      </button>
    </div>
  );
}
