import type { MemberProcess } from "../peer/member-process.js";
import type { Cell, JoinOptions, Meeting } from "./cell.js";
import { delivered } from "./delivered.js";

type Join = (node: string, options?: JoinOptions) => Promise<MemberProcess>;

/**
 * A member is killed and started again; before and after, both sides publish and deliver. With its
 * state it goes on behind what it had; as delivery is at least once, the last may come again.
 */
async function restart(comesBack: Join, stays: Join, state: string | undefined): Promise<void> {
  const [first, other] = await Promise.all([comesBack("/restarts", { state }), stays("/stays")]);
  await Promise.all([first.publish("one", "two"), other.publish("uno")]);
  await Promise.all([delivered(other, "/restarts", ["one", "two"]), delivered(first, "/stays", ["uno"])]);
  await first.kill();
  const again = await comesBack("/restarts", { state });
  await other.publish("due");
  await again.until("what was published meanwhile", (member) => member.textsOf("/stays").includes("due"));
  await delivered(again, "/stays", state && again.textsOf("/stays").length === 1 ? ["due"] : ["uno", "due"]);
  await again.publish("three");
  await delivered(other, "/restarts", ["one", "two", "three"]);
}

const BOTH = [
  ["us", (meeting: Meeting): [Join, Join] => [meeting.ours, meeting.theirs]],
  ["them", (meeting: Meeting): [Join, Join] => [meeting.theirs, meeting.ours]],
] as const;

/** Restart of either side, with what it remembered and without. */
export const RESTART_CELLS: readonly Cell[] = BOTH.flatMap(([who, roles]): Cell[] => [
  {
    id: `restart-of-${who}-with-state`,
    title: `${who === "us" ? "we restart" : "they restart"} with state`,
    notFor: (kind) =>
      who === "them" && !kind.keepsState ? "its members remember nothing across restarts" : undefined,
    run: (meeting) => restart(...roles(meeting), "memory"),
  },
  {
    id: `restart-of-${who}-without-state`,
    title: `${who === "us" ? "we restart" : "they restart"} without`,
    run: (meeting) => restart(...roles(meeting), undefined),
  },
]);
