import type { Name } from "@ndn/packet";
import type { MemberStatus, Millis } from "@svs/core";
import { shownName } from "./chat-name.js";

/** One name in the group, all its starts taken together. */
export interface ChatMember {
  readonly name: Name;
  /** Whether it is oneself. */
  readonly own: boolean;
  /** Messages of it that are known of and not here yet. */
  readonly behindBy: number;
  /** When something new of it was last heard of, in milliseconds since 1970. */
  readonly lastHeard: Millis | undefined;
}

/** The rows of the state vector by name, oneself among them, in canonical order. */
export function chatMembers(rows: readonly MemberStatus[], self: Name): ChatMember[] {
  const members = new Map<string, ChatMember>();
  members.set(self.valueHex, { name: self, own: true, behindBy: 0, lastHeard: undefined });
  for (const { node, behindBy, lastHeard, own } of rows) {
    const before = members.get(node.valueHex);
    members.set(node.valueHex, {
      name: node,
      own: before?.own ?? own,
      behindBy: (before?.behindBy ?? 0) + behindBy,
      lastHeard: latest(before?.lastHeard, lastHeard),
    });
  }
  return [...members.values()].sort((a, b) => a.name.compare(b.name));
}

/** What `/who` prints, a line for each member. */
export function whoLines(members: readonly ChatMember[], now: Millis): string[] {
  const shown = members.map((member) => ({ ...member, shown: shownName(member.name) }));
  const width = Math.max(...shown.map((member) => member.shown.length));
  return shown.map((member) => `  ${member.shown.padEnd(width)}  ${whereabouts(member, now)}`);
}

function whereabouts({ own, behindBy, lastHeard }: ChatMember, now: Millis): string {
  const missing =
    behindBy === 0 ? "" : `, ${behindBy} ${behindBy === 1 ? "message" : "messages"} still to come`;
  if (own) {
    return `you${missing}`;
  }
  return `${lastHeard === undefined ? "not heard yet" : `last heard ${ago(now - lastHeard)}`}${missing}`;
}

function ago(span: Millis): string {
  const seconds = Math.floor(Math.max(span, 0) / 1000);
  if (seconds < 5) {
    return "just now";
  }
  if (seconds < 60) {
    return `${seconds} s ago`;
  }
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min ago` : `${Math.floor(minutes / 60)} h ${minutes % 60} min ago`;
}

function latest(a: Millis | undefined, b: Millis | undefined): Millis | undefined {
  return a === undefined || b === undefined ? (a ?? b) : Math.max(a, b);
}
