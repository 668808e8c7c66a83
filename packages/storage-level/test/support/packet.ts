import { Data, digestSigning, Name } from "@ndn/packet";
import { Encoder } from "@ndn/tlv";
import type { StoredPacket } from "@svs/core";

export const alice = new Name("/alice");

/** A signed publication of `/alice`. */
export async function packet(
  seqNo: number,
  { own = true, text = `number ${seqNo}` }: { own?: boolean; text?: string } = {},
): Promise<StoredPacket> {
  const name = alice.append("g", `${seqNo}`);
  const data = new Data(name, new TextEncoder().encode(text));
  await digestSigning.sign(data);
  return { name, node: alice, bootstrapTime: 1, seqNo, segment: 0, packet: Encoder.encode(data), own };
}
