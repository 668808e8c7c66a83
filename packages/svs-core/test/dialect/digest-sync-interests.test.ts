import { Interest, Name } from "@ndn/packet";
import { Decoder, Encoder } from "@ndn/tlv";
import { StateVector } from "@svs/tlv";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { DigestSyncInterests } from "../../src/dialect/digest-sync-interests.js";
import { digestSigning, v3 } from "../../src/index.js";

const group = new Name("/example/group");
const syncPrefix = v3.syncPrefix(group);
const interests = new DigestSyncInterests(group, v3.inData!);

/** 0, 1/256, 2/256, …: every octet of a nonce is different and known. */
function counter(): { next(): number } {
  let n = 0;
  return { next: () => (n++ % 256) / 256 };
}

function vectorOf(members: number): Uint8Array {
  const vector = new StateVector();
  for (let i = 0; i < members; i++) {
    vector.set(new Name(`/site/member-${i}`).value, 1_736_266_473, i + 1);
  }
  return vector.encode();
}

const packet = interests.make(vectorOf(3), undefined, counter());

describe("section 2: a Sync Interest in octets", () => {
  // One octet, three and five in the lengths of its elements.
  test.each([0, 1, 2, 3, 5, 8, 40, 3000])(
    "of %i members is the one that packet classes make",
    async (members) => {
      const vector = vectorOf(members);
      const random = counter();
      const octets = interests.make(vector, undefined, random);
      const read = Decoder.decode(octets, Interest);
      const nonce = read.nonce!;
      // The long way draws its SignatureNonce first, and the transport a Nonce.
      const again = counter();
      for (let i = 0; i < 4; i++) {
        again.next();
      }
      const long = await v3.makeSyncInterest({ group, vector, signer: digestSigning, random: again });
      long.nonce = nonce;
      expect(octets).toEqual(Encoder.encode(long));
    },
  );

  test("is read as packet classes read it", async () => {
    const long = v3.readSyncInterest(Decoder.decode(packet, Interest), group);
    const read = interests.read(packet)!;
    expect(read.vector).toEqual(long.vector);
    expect(read.digest).toEqual(long.digest);
    expect(read.verify()).toBe(true);
  });

  test("is read with what others put into it and may", async () => {
    const interest = new Interest(Decoder.decode(packet, Interest));
    Object.assign(interest, { canBePrefix: true, mustBeFresh: true, hopLimit: 3 });
    const read = interests.read(Encoder.encode(interest))!;
    expect(read.vector).toEqual(vectorOf(3));
    expect(read.verify()).toBe(true);
  });

  test("whose signature is wrong is read, and does not verify", async () => {
    const wrong = interests.make(vectorOf(3), undefined, counter());
    wrong[wrong.length - 1]! ^= 1;
    expect(interests.read(wrong)).toBeUndefined(); // the parameters digest covers the signature
    const repaired = await withParametersDigest(wrong);
    expect(interests.read(repaired)!.verify()).toBe(false);
  });

  test("with any octet changed is left to the long way, or is the same vector", async () => {
    fc.assert(
      fc.property(fc.nat(packet.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const damaged = Uint8Array.from(packet);
        damaged[at]! ^= flip;
        const read = interests.read(damaged);
        expect(read === undefined || (read.verify() && Buffer.from(read.vector).equals(vectorOf(3)))).toBe(
          true,
        );
      }),
      { numRuns: 2_000 },
    );
  });

  test("that is cut short is left to the long way", () => {
    for (let length = 0; length < packet.length; length++) {
      expect(interests.read(packet.subarray(0, length))).toBeUndefined();
    }
  });

  test("of another group, of another signature type or signed itself is left to the long way", async () => {
    const elsewhere = new Name("/example/grouq");
    expect(new DigestSyncInterests(elsewhere, v3.inData!).read(packet)).toBeUndefined();
    expect(new DigestSyncInterests(group.getPrefix(-1), v3.inData!).read(packet)).toBeUndefined();
    const signed = Decoder.decode(packet, Interest);
    await digestSigning.sign(signed);
    expect(interests.read(Encoder.encode(signed))).toBeUndefined();
    const at = packet.findIndex((_, i) => packet[i] === 0x1b && packet[i + 1] === 1 && packet[i + 2] === 0);
    const hmac = Uint8Array.from(packet);
    hmac[at + 2] = 4;
    expect(interests.read(await withParametersDigest(hmac))).toBeUndefined();
  });
});

/** The Interest with the parameters digest that its parameters ask for. */
async function withParametersDigest(octets: Uint8Array): Promise<Uint8Array> {
  const { appParameters } = Decoder.decode(octets, Interest);
  const interest = new Interest(syncPrefix, appParameters!);
  await interest.updateParamsDigest();
  return Encoder.encode(interest);
}
