// The desk of tasks in React: while a panel is open, it looks.
import { useEffect, useSyncExternalStore } from "react";
import { useStudio, useView } from "../session/use_studio.js";
import { shortId } from "../ui/words.js";
import type { DeskView, TaskDesk } from "./task_desk.js";

export function useDesk(): { readonly desk: TaskDesk; readonly view: DeskView } {
  const { tasks: desk } = useStudio();
  const view = useSyncExternalStore(desk.subscribe, () => desk.view);
  return { desk, view };
}

export function useLook(): void {
  const { tasks: desk } = useStudio();
  useEffect(() => desk.look(), [desk]);
}

/** Peers by what they run on and the end of their id. */
export function useNames(): (peer: string | undefined) => string {
  const { status, peers } = useView();
  return (peer) => {
    if (peer === undefined) return "nobody";
    if (peer === status?.self) return "This page";
    const platform = peers.find((one) => one.peer === peer)?.platform;
    return platform === undefined ? shortId(peer) : `${platform} ${shortId(peer)}`;
  };
}
