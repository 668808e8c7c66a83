import { Name } from "@ndn/packet";
import type { StoredPacket } from "@svs/core";
import { isOwn } from "./keys.js";
import { OctetReader } from "./octet-reader.js";
import { OctetWriter } from "./octet-writer.js";

/** A packet as it is written under its key, which says whether it is an own one. */
export function encodePacket(stored: StoredPacket): Uint8Array {
  return new OctetWriter()
    .sized(stored.node.value)
    .integer(stored.bootstrapTime)
    .integer(stored.seqNo)
    .integer(stored.segment)
    .sized(stored.name.value)
    .octets(stored.packet)
    .finish();
}

/** What {@link encodePacket} has written. The packet is a view of `body`. */
export function decodePacket(key: Uint8Array, body: Uint8Array): StoredPacket {
  const reader = new OctetReader(body);
  return {
    node: new Name(reader.sized()),
    bootstrapTime: reader.integer(),
    seqNo: reader.integer(),
    segment: reader.integer(),
    name: new Name(reader.sized()),
    packet: reader.rest(),
    own: isOwn(key),
  };
}
