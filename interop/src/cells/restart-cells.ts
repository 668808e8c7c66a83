import type { Cell, Join, Meeting } from "./cell.js";
import { delivered } from "./delivered.js";

/**
 * A member is killed and started again; before and after, both sides publish and deliver.
 *
 * With its state it goes on behind what it had, and counts on; as delivery is at least once, the last
 * one that it had may come again. Without, everything comes again.
 */
async function restart(comesBack: Join, stays: Join, state: string | undefined): Promise<void> {
  const [first, other] = await Promise.all([comesBack("/restarts", { state }), stays("/stays")]);
  await Promise.all([first.publish("one", "two"), other.publish("uno", "due")]);
  await Promise.all([
    delivered(other, "/restarts", ["one", "two"]),
    delivered(first, "/stays", ["uno", "due"]),
  ]);
  await first.kill();
  const again = await comesBack("/restarts", { state });
  await other.publish("tre");
  await again.until("it had what was published meanwhile", (member) =>
    member.textsOf("/stays").includes("tre"),
  );
  const repeats = state === undefined ? ["uno", "due"] : again.textsOf("/stays").length > 1 ? ["due"] : [];
  await delivered(again, "/stays", [...repeats, "tre"]);
  await again.publish("three");
  await delivered(other, "/restarts", ["one", "two", "three"]);
  const number = again.events.find(({ is }) => is === "published");
  if (state !== undefined && number?.is === "published" && number.seqNo !== 3) {
    throw new Error(`It counted on with ${number.seqNo}, and not with 3.\n${again}`);
  }
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
    notFor: (kind) =>
      who === "them" && !kind.comesBack
        ? "its members count from 1 again, and nobody of any implementation hears them before their old number"
        : undefined,
    run: (meeting) => restart(...roles(meeting), undefined),
  },
]);
