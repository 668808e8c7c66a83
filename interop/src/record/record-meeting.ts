import { Name } from "@ndn/packet";
import { delivered } from "../cells/delivered.js";
import { embedded } from "../forwarder/embedded.js";
import { PATIENCE } from "../peer/line-process.js";
import { MemberProcess } from "../peer/member-process.js";
import { ourProgram } from "../peer/ours.js";
import type { PeerKind, Program } from "../peer/peer-kind.js";
import { PacketTap } from "./packet-tap.js";
import {
  type ExpectedRow,
  isDataWith,
  isRequestFor,
  readRegistration,
  readSyncInterest,
} from "./read-packets.js";
import type { Recording, Row, SeenSyncInterest } from "./recording.js";

const GROUP = "/room";
const THEIRS = "/theirs";
const OURS = "/ours";

/** Some text beyond ASCII, and another one. */
const THEIR_TEXTS = ["grüße, мир, 世界 🌍", "and again"] as const;
const OUR_TEXT = "hello";

/** Milliseconds after which a member that announced nothing when it joined will not. */
const SILENCE = 2_000;

/**
 * A member of another implementation meets one of ours at the embedded forwarder: it joins and publishes
 * when it is alone, both publish and deliver, it publishes again.
 * @returns what it sent.
 * @throws Error with a sentence if anything of this does not happen.
 */
export async function recordMeeting(kind: PeerKind, program: Program): Promise<Recording> {
  const { dialect } = kind;
  const group = new Name(GROUP);
  await using forwarder = await embedded.start();
  await using tap = await PacketTap.open(forwarder);
  const announced = (rows: readonly ExpectedRow[], patience = PATIENCE) =>
    tap.find((packet) => readSyncInterest(packet, dialect, group, rows), patience);

  await using theirs = await MemberProcess.start(program, {
    node: THEIRS,
    group: GROUP,
    forwarder: tap.uri,
  });
  const must = <T>(value: T | undefined, what: string): T => {
    if (value === undefined) {
      const last = Buffer.from(tap.sent.at(-1) ?? []).toString("hex");
      throw new Error(`It never ${what}; of ${tap.sent.length} packets the last is ${last}.\n${theirs}`);
    }
    return value;
  };
  const syncInterests: SeenSyncInterest[] = [];
  const nothing = await announced([], SILENCE);
  if (nothing !== undefined) {
    syncInterests.push(nothing);
  }
  await theirs.publish(THEIR_TEXTS[0]);
  syncInterests.push(must(await announced([[THEIRS, 1]]), "announced what it published first"));

  await using ours = await MemberProcess.start(await ourProgram(dialect), {
    node: OURS,
    group: GROUP,
    forwarder: forwarder.uri,
  });
  await delivered(ours, THEIRS, [THEIR_TEXTS[0]]);
  await ours.publish(OUR_TEXT);
  await delivered(theirs, OURS, [OUR_TEXT]);
  await theirs.publish(THEIR_TEXTS[1]);
  const both = must(
    await announced([
      [OURS, 1],
      [THEIRS, 2],
    ]),
    "announced what it published and what we did",
  );
  syncInterests.push(both);
  await delivered(ours, THEIRS, THEIR_TEXTS);

  const [ourRow, theirRow] = both.rows as readonly [Row, Row];
  const ourPublication = { ...ourRow, node: new Name(OURS) };
  return {
    kind,
    group: GROUP,
    node: THEIRS,
    syncInterests,
    publication: {
      of: { ...theirRow, seqNo: 1 },
      text: THEIR_TEXTS[0],
      packet: must(
        tap.sent.find((packet) => isDataWith(packet, THEIR_TEXTS[0])),
        "sent Data with its first text",
      ),
    },
    request: {
      of: ourRow,
      packet: must(
        tap.sent.find((packet) => isRequestFor(packet, dialect, group, ourPublication)),
        "asked for our publication",
      ),
    },
    registrations: tap.sent.flatMap((packet) => readRegistration(packet) ?? []),
  };
}
