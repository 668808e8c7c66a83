/** Who publishes what, and when: milliseconds after the beginning. */
export const SCRIPT = [
  { at: 0, author: "alice", text: "good morning" },
  { at: 150, author: "bob", text: "hello alice" },
  { at: 300, author: "carol", text: "hi, both of you" },
  { at: 450, author: "alice", text: "shall we begin?" },
  { at: 600, author: "bob", text: "yes" },
  { at: 610, author: "carol", text: "yes" },
  { at: 900, author: "alice", text: "then let us" },
] as const;

export const MEMBERS = ["alice", "bob", "carol"] as const;

export type MemberName = (typeof MEMBERS)[number];

/** Publications that each member is to get: those of the others. */
export const EXPECTED: Readonly<Record<MemberName, number>> = {
  alice: SCRIPT.filter(({ author }) => author !== "alice").length,
  bob: SCRIPT.filter(({ author }) => author !== "bob").length,
  carol: SCRIPT.filter(({ author }) => author !== "carol").length,
};
