import { Name } from "@ndn/packet";
import { dialectName } from "../peer/ours.js";
import { type Fixture, PACKETS, VECTORS } from "./fixture-file.js";
import type { Recording } from "./recording.js";

const COMMAND = "npm run interop -- --record";

/** A recording as files: its packets for `@svs/core`, its state vectors for `@svs/tlv`. */
export function seenFixtures(recording: Recording): readonly Fixture[] {
  const { kind, group, node, syncInterests, publication, request, registrations } = recording;
  const origin = { implementation: kind.title, recordedBy: COMMAND };
  return [
    {
      path: `${PACKETS}/seen/${kind.id}.json`,
      text: json({
        ...origin,
        dialect: dialectName(kind.dialect),
        group,
        node,
        syncInterests: syncInterests.map(({ rows, packet }) => ({ rows, packet: hex(packet) })),
        publication: { ...publication, packet: hex(publication.packet) },
        request: { ...request, packet: hex(request.packet) },
        registrations: registrations.map((each) => ({ ...each, command: hex(each.command) })),
      }),
    },
    {
      path: `${VECTORS}/seen/${kind.id}.json`,
      text: json({
        ...origin,
        form: kind.dialect.form.name,
        vectors: syncInterests.map(({ rows, vector }) => ({
          rows: rows.map((row) => ({ ...row, node: hex(new Name(row.node).value) })),
          octets: hex(vector),
        })),
      }),
    },
  ];
}

function hex(octets: Uint8Array): string {
  return Buffer.from(octets).toString("hex");
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 1)}\n`;
}
