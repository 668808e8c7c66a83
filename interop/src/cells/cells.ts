import type { PeerKind } from "../peer/peer-kind.js";
import type { Cell } from "./cell.js";
import { delivered, exchange } from "./delivered.js";
import { RESTART_CELLS } from "./restart-cells.js";

/** Some text beyond ASCII, an empty one, and one that is most of a packet. */
const TEXTS: readonly string[] = ["hello", "grüße, мир, 世界 🌍", "", "x".repeat(6_000)];

/** Those of them that members of a kind can deliver. */
function textsFor(kind: PeerKind): readonly string[] {
  return kind.takesEmpty ? TEXTS : TEXTS.filter((text) => text !== "");
}

/** The columns of the matrix, in their order. */
export const CELLS: readonly Cell[] = [
  {
    id: "they-publish",
    title: "they publish, we deliver",
    async run({ ours, theirs }) {
      const [reader, writer] = await Promise.all([ours("/ours"), theirs("/theirs")]);
      await writer.publish(...TEXTS);
      await delivered(reader, "/theirs", TEXTS);
    },
  },
  {
    id: "we-publish",
    title: "we publish, they deliver",
    async run({ ours, theirs, kind }) {
      const [writer, reader] = await Promise.all([ours("/ours"), theirs("/theirs")]);
      const texts = textsFor(kind);
      await writer.publish(...texts);
      await delivered(reader, "/ours", texts);
    },
  },
  {
    id: "two-of-them",
    title: "two of them, one of us",
    async run({ ours, theirs }) {
      await exchange(await Promise.all([ours("/ours"), theirs("/a"), theirs("/b")]), "talk");
    },
  },
  {
    id: "two-of-us",
    title: "two of us, one of them",
    async run({ ours, theirs }) {
      await exchange(await Promise.all([ours("/a"), ours("/b"), theirs("/theirs")]), "talk");
    },
  },
  {
    id: "we-come-late",
    title: "we come late",
    async run({ ours, theirs }) {
      const writer = await theirs("/theirs");
      await writer.publish(...TEXTS);
      await delivered(await ours("/ours"), "/theirs", TEXTS);
    },
  },
  {
    id: "they-come-late",
    title: "they come late",
    async run({ ours, theirs, kind }) {
      const texts = textsFor(kind);
      const writer = await ours("/ours");
      await writer.publish(...texts);
      await delivered(await theirs("/theirs"), "/ours", texts);
    },
  },
  ...RESTART_CELLS,
  {
    id: "they-keep-ours",
    title: "they serve what we published and left",
    notFor: (kind) => (kind.servesOthers ? undefined : "its members serve only their own publications"),
    async run({ ours, theirs, kind }) {
      const texts = textsFor(kind);
      const [writer, keeper] = await Promise.all([ours("/ours"), theirs("/theirs")]);
      await writer.publish(...texts);
      await delivered(keeper, "/ours", texts);
      await writer.leave();
      await delivered(await ours("/late"), "/ours", texts);
    },
  },
];
