import { Component, Name } from "@ndn/packet";
import { Encoder, NNI } from "@ndn/tlv";
import type { StoredPacket } from "@svs/core";
import { sizedPacket } from "../sized-packet.js";

/** What a packet of a case is about; what is left out is as in the first publication of `/alice`. */
export interface PacketFields extends Partial<Omit<StoredPacket, "name" | "packet">> {
  /** Default: made of the other fields, as the protocol does. */
  readonly name?: Name;
  /** Octets of the packet. Default 200. */
  readonly size?: number;
  /** Another one gives other octets of the same size. Default 0. */
  readonly content?: number;
}

/** A Data packet for a store. */
export function packetOf(fields: PacketFields): StoredPacket {
  const {
    node = new Name("/alice"),
    bootstrapTime = 1_700_000_000,
    seqNo = 1,
    segment,
    own = false,
  } = fields;
  const name = fields.name ?? nameOf({ node, bootstrapTime, seqNo, segment });
  const data = sizedPacket.data(name, fields.size ?? 200);
  data.content = data.content.fill(fields.content ?? 0);
  return { name, node, bootstrapTime, seqNo, segment: segment ?? 0, own, packet: Encoder.encode(data) };
}

/** `/<node>/g/t=<bootstrapTime>/seq=<seqNo>`, and `/v=0/seg=<segment>` behind it if there is a segment. */
export function nameOf(of: {
  node: Name;
  bootstrapTime: number;
  seqNo: number;
  segment?: number | undefined;
}): Name {
  const whole = of.node.append("g", numbered(56, of.bootstrapTime), numbered(58, of.seqNo));
  return of.segment === undefined ? whole : whole.append(numbered(54, 0), numbered(50, of.segment));
}

/** Component types of the NDN naming conventions, revision 3. */
function numbered(type: 50 | 54 | 56 | 58, value: number): Component {
  return new Component(type, Encoder.encode(NNI(value)));
}
