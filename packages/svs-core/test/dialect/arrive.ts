import { Data, Interest, type Name } from "@ndn/packet";
import { Decoder, Encoder } from "@ndn/tlv";
import {
  type Dialect,
  digestSigning,
  type Signer,
  type SyncInterest,
  type SyncSender,
} from "../../src/index.js";

/** The Interest as it arrives: decoded from its octets. */
export function arrive(interest: Interest): Interest {
  return Decoder.decode(Encoder.encode(interest), Interest);
}

/** A recorded Interest. */
export function interestOf(hex: string): Interest {
  return Decoder.decode(octetsOf(hex), Interest);
}

/** A recorded Data. */
export function dataOf(hex: string): Data {
  return Decoder.decode(octetsOf(hex), Data);
}

/** 0, 1/256, 2/256, …: every octet of a nonce is different and known. */
function counter(): { next(): number } {
  let n = 0;
  return { next: () => (n++ % 256) / 256 };
}

/** Makes Sync Interests of one group, each with another nonce. */
export function syncInterests(
  dialect: Dialect,
  group: Name,
): (vector: Uint8Array, sender?: SyncSender, signer?: Signer) => Promise<Interest> {
  const random = counter();
  return (vector, sender, signer = dialect.syncSigning ?? digestSigning) =>
    dialect.makeSyncInterest({ group, vector, signer, random, sender });
}

/** Reads a Sync Interest as a member with default options does, and checks its signature. */
export async function accept(dialect: Dialect, interest: Interest, group: Name): Promise<SyncInterest> {
  const read = dialect.readSyncInterest(interest, group);
  await (dialect.syncSigning ?? digestSigning).verify(read.signed);
  return read;
}

function octetsOf(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex, "hex"));
}
