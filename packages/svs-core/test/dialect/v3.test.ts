import { Data, Interest, Name, ParamsDigest } from "@ndn/packet";
import { Decoder, Encoder } from "@ndn/tlv";
import { StateVector } from "@svs/tlv";
import { expect, test } from "vitest";
import { digestSigning, v3 } from "../../src/index.js";

const group = new Name("/example/group");
const vector = new StateVector();
vector.set(new Name("/alice").value, 1_736_266_473, 7);

/** 0, 1/256, 2/256, …: every octet of a nonce is different and known. */
function counter(): { next(): number } {
  let n = 0;
  return { next: () => (n++ % 256) / 256 };
}

async function make(random = counter()): Promise<Interest> {
  return v3.makeSyncInterest({ group, vector: vector.encode(), signer: digestSigning, random });
}

/** The Interest as it arrives: decoded from its octets. */
function arrive(interest: Interest): Interest {
  return Decoder.decode(Encoder.encode(interest), Interest);
}

/** The Interest with other parameters, and the digest that belongs to them. */
async function withParameters(appParameters: Uint8Array, name = v3.syncPrefix(group)): Promise<Interest> {
  const interest = new Interest(name, appParameters);
  await interest.updateParamsDigest();
  return arrive(interest);
}

test("section 2: a Sync Interest is /<group>/v=3/<digest>, lives a second and carries signed State Vector Data", async () => {
  const interest = arrive(await make());
  expect(interest.name.getPrefix(-1).equals(v3.syncPrefix(group))).toBe(true);
  expect(`${interest.name.getPrefix(-1)}`).toBe("/8=example/8=group/54=%03");
  expect(interest.lifetime).toBe(1000);
  await interest.validateParamsDigest(true);
  const { signed, vector: octets } = v3.readSyncInterest(interest, group);
  expect(signed.name.equals(v3.syncPrefix(group))).toBe(true);
  await digestSigning.verify(signed);
  expect(octets).toEqual(vector.encode());
});

test("the same vector announced twice is two packets: forwarders hold back what equals a pending Interest", async () => {
  const random = counter();
  const [one, two] = [await make(random), await make(random)];
  expect(one.name.equals(two.name)).toBe(false);
});

test("what follows State Vector Data or StateVector is an extension and left alone", async () => {
  const mapping = Uint8Array.of(205, 2, 7, 0);
  const data = new Data(v3.syncPrefix(group), Uint8Array.of(...vector.encode(), ...mapping));
  await digestSigning.sign(data);
  const interest = await withParameters(Uint8Array.of(...Encoder.encode(data), 0xf0, 0));
  expect(v3.readSyncInterest(interest, group).vector).toEqual(vector.encode());
});

test("a State Vector Data of another name is read: some peers put their own name there", async () => {
  const data = new Data(new Name("/example/group/alice/t=1/v=3"), vector.encode());
  await digestSigning.sign(data);
  const interest = await withParameters(Encoder.encode(data));
  expect(v3.readSyncInterest(interest, group).vector).toEqual(vector.encode());
});

test.each<[string, () => Promise<Interest>]>([
  ["no parameters", async () => arrive(new Interest(v3.syncPrefix(group)))],
  ["parameters that are no Data", () => withParameters(vector.encode())],
  ["no TLV", () => withParameters(Uint8Array.of(6, 200, 1))],
  [
    "State Vector Data without a StateVector",
    async () => {
      const data = new Data(v3.syncPrefix(group), Uint8Array.of(205, 0));
      await digestSigning.sign(data);
      return withParameters(Encoder.encode(data));
    },
  ],
  [
    "a longer name",
    async () => withParameters((await make()).appParameters!, v3.syncPrefix(group).append("x")),
  ],
  [
    "a digest of something else",
    async () => {
      const interest = await make();
      interest.name = v3.syncPrefix(group).append(ParamsDigest.create(new Uint8Array(32)));
      return arrive(interest);
    },
  ],
])("%s is no Sync Interest", async (_, build) => {
  const interest = await build();
  expect(() => v3.readSyncInterest(interest, group)).toThrow();
});

test("the digest tells two packets with the same vector apart, and one packet from itself never", async () => {
  const random = counter();
  const [one, two] = [arrive(await make(random)), arrive(await make(random))];
  const digest = (interest: Interest): Uint8Array => v3.readSyncInterest(interest, group).digest;
  expect(digest(one)).toEqual(digest(arrive(one)));
  expect(digest(one)).not.toEqual(digest(two));
});

test("section 2: Data is /<node>/<group>/t=<seconds>/seq=<n>", () => {
  const name = v3.dataName(group, { node: new Name("/alice"), bootstrapTime: 1_736_266_473, seqNo: 300 });
  expect(`${name}`).toBe("/8=alice/8=example/8=group/56=g%7DR%E9/58=%01%2C");
  expect(v3.dataPrefix(group, new Name("/alice")).isPrefixOf(name)).toBe(true);
});
