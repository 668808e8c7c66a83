import { Data, Interest, type Name } from "@ndn/packet";
import { Encoder } from "@ndn/tlv";
import { ComplianceFailure } from "./compliance-failure.js";

/** Packets of an exact length in octets. */
export const sizedPacket = {
  /** An Interest with a Nonce, whose ApplicationParameters fill it up to `size`. */
  async interest(name: Name, size: number, lifetime: number): Promise<Interest> {
    const interest = new Interest(name, Interest.MustBeFresh, Interest.Nonce(), Interest.Lifetime(lifetime));
    interest.appParameters = new Uint8Array();
    await interest.updateParamsDigest();
    interest.appParameters = fill(size, (parameters) => {
      interest.appParameters = parameters;
      return interest;
    });
    await interest.updateParamsDigest();
    return interest;
  },

  /** A Data whose Content fills it up to `size`. */
  data(name: Name, size: number): Data {
    const make = (content: Uint8Array): Data => new Data(name, content);
    return make(fill(size, make));
  },
};

/** The filling that makes a packet so long. Its own TLV-LENGTH takes 1, 3 or 5 octets: try thrice. */
function fill(size: number, make: (filling: Uint8Array) => Interest | Data): Uint8Array {
  let length = size;
  for (let round = 0; round < 3; round += 1) {
    const filling = new Uint8Array(Math.max(length, 0)).fill(0x61);
    const excess = Encoder.encode(make(filling)).length - size;
    if (excess === 0) {
      return filling;
    }
    length -= excess;
  }
  throw new ComplianceFailure(
    `packetSizeMax is too small for these cases: no packet of ${size} octets exists`,
  );
}
