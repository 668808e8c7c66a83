import { Interest, Name, noopSigning, nullSigner } from "@ndn/packet";
import { encodeMapping, StateVector, v2Form } from "@svs/tlv";
import { expect, test } from "vitest";
import { v2, v2Shared } from "../../src/dialects.js";
import { accept, arrive, interestOf, syncInterests } from "./arrive.js";
import ndnts from "./vectors/ndnts.json" with { type: "json" };

const group = new Name("/example/group");
const node = new Name("/Alice/phone");
const vector = new StateVector();
vector.set(node.value, 0, 3);
const octets = vector.encode(v2Form);

/** The Interest with other parameters, not signed. */
async function withParameters(appParameters: Uint8Array): Promise<Interest> {
  const interest = new Interest(group.append("54=%02"), appParameters);
  await interest.updateParamsDigest();
  return arrive(interest);
}

test.each(Object.entries(ndnts.syncInterests))("what NDNts sends is accepted: %s", async (_, hex) => {
  const recorded = interestOf(hex);
  expect((await accept(v2, recorded, group)).vector).toEqual(octets);
});

test("a Sync Interest is NDNts' own, but for the nonce of its signature", async () => {
  const recorded = interestOf(ndnts.syncInterests.DigestSha256);
  const ours = arrive(await syncInterests(v2, group)(octets));
  expect(`${ours.name.getPrefix(-1)}`).toBe(`${recorded.name.getPrefix(-1)}`);
  const { canBePrefix, mustBeFresh, appParameters } = recorded;
  // Of the recorded lifetime, NDNts' own forwarder has taken off the time it took.
  expect(ours).toMatchObject({ canBePrefix, mustBeFresh, appParameters, lifetime: 1000 });
  expect(ours.sigInfo?.type).toBe(recorded.sigInfo?.type);
  await accept(v2, ours, group);
});

test("the same vector announced twice is two packets", async () => {
  const make = syncInterests(v2, group);
  const [one, two] = [arrive(await make(octets)), arrive(await make(octets))];
  expect(one.name.equals(two.name)).toBe(false);
  const digest = (interest: Interest): Uint8Array => v2.readSyncInterest(interest, group).digest;
  expect(digest(one)).toEqual(digest(arrive(one)));
  expect(digest(one)).not.toEqual(digest(two));
});

test.each([
  ["no signature", noopSigning],
  ["a null signature", nullSigner],
])(
  "with %s it is accepted as NDNts and C++ do by default, as long as its digest is right",
  async (_, signer) => {
    const make = syncInterests(v2, group);
    const interest = arrive(await make(octets, undefined, signer));
    await accept(v2, interest, group);
    const other = arrive(await make(new StateVector().encode(v2Form), undefined, signer));
    const forged = new Interest(other);
    forged.name = interest.name;
    await expect((async () => accept(v2, arrive(forged), group))()).rejects.toThrow(/digest/i);
  },
);

test("a damaged signature is refused", async () => {
  const interest = await syncInterests(v2, group)(octets);
  interest.sigValue = interest.sigValue!.map((octet) => octet ^ 1);
  await interest.updateParamsDigest();
  await expect(accept(v2, arrive(interest), group)).rejects.toThrow(/signature/);
});

test("MappingData behind the vector is left alone", async () => {
  const mapping = encodeMapping({
    node: node.value,
    entries: [{ seqNo: 3, name: new Name("/topic").value, extra: new Uint8Array() }],
  });
  const interest = await withParameters(Uint8Array.of(...octets, ...mapping));
  expect((await accept(v2, interest, group)).vector).toEqual(octets);
});

test.each<[string, () => Promise<Interest>]>([
  ["no parameters", async () => arrive(new Interest(group.append("54=%02")))],
  ["parameters that are no StateVector", () => withParameters(Uint8Array.of(211, 0))],
  ["no TLV", () => withParameters(Uint8Array.of(201, 200, 1))],
  [
    "a longer name",
    async () => {
      const interest = new Interest(group.append("54=%02", "x"), octets);
      await interest.updateParamsDigest();
      return arrive(interest);
    },
  ],
])("%s is no Sync Interest", async (_, build) => {
  const interest = await build();
  expect(() => v2.readSyncInterest(interest, group)).toThrow();
});

test("names are those of the C++ library's two classes; the peers register the sync prefix without version", () => {
  const id = { node, bootstrapTime: 0, seqNo: 300 };
  expect(`${v2.syncPrefix(group)}`).toBe("/8=example/8=group");
  expect(`${v2.dataPrefix(group, node)}`).toBe("/8=Alice/8=phone/8=example/8=group");
  expect(`${v2.dataName(group, id)}`).toBe("/8=Alice/8=phone/8=example/8=group/8=%01%2C");
  expect(`${v2Shared.syncPrefix(group)}`).toBe("/8=example/8=group/8=s");
  expect(`${v2Shared.dataPrefix(group, node)}`).toBe("/8=example/8=group/8=d/8=Alice/8=phone");
  expect(`${v2Shared.dataName(group, id)}`).toBe("/8=example/8=group/8=d/8=Alice/8=phone/8=%01%2C");
});

test("the two namings do not hear each other", async () => {
  const interest = arrive(await syncInterests(v2Shared, group)(octets));
  expect(`${interest.name.getPrefix(-1)}`).toBe("/8=example/8=group/8=s/54=%02");
  expect(() => v2.readSyncInterest(interest, group)).toThrow();
  expect((await accept(v2Shared, interest, group)).vector).toEqual(octets);
});
