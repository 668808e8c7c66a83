import { Component, Interest, Name } from "@ndn/packet";
import { Encoder } from "@ndn/tlv";
import { python02Form, pythonForm, StateVector } from "@svs/tlv";
import { describe, expect, test } from "vitest";
import { python, python02, python02Shared, pythonShared } from "../../src/dialects.js";
import { digestSigning } from "../../src/index.js";
import { accept, arrive, dataOf, interestOf, syncInterests } from "./arrive.js";
import recorded02 from "./vectors/python-0.2.2.json" with { type: "json" };
import recorded03 from "./vectors/python-0.3.17.json" with { type: "json" };

const group = new Name("/example/group");
const node = new Name("/Alice/phone");
const sender = { node, bootstrapTime: 0, servesParts: true };

/** A vector in the Python form: later rows are newer. */
function vectorOf(...rows: readonly [string, number][]): Uint8Array {
  const vector = new StateVector();
  for (const [index, [uri, seqNo]] of rows.entries()) {
    vector.set(new Name(uri).value, 0, seqNo, index);
  }
  return vector.encode(pythonForm);
}

/** The state that the recorded member of 0.3 announced with `syncOfMany`. */
const many = vectorOf(
  ...Array.from({ length: 300 }, (_, i): [string, number] => [
    `/example/member-${`${i + 1}`.padStart(5, "0")}`,
    i + 1,
  ]),
  ["/Alice/phone", 2],
);

describe.each([
  ["0.3 SVSync", python, recorded03.members[0]!],
  ["0.3 SVSyncShared", pythonShared, recorded03.members[1]!],
  ["0.2 SVSync", python02, recorded02.members[0]!],
  ["0.2 SVSyncShared", python02Shared, recorded02.members[1]!],
] as const)("%s", (_, dialect, recorded) => {
  test.each([
    ["syncOfNobody", vectorOf()],
    ["syncOfOne", vectorOf(["/Alice/phone", 1])],
  ] as const)(
    "%s is accepted, and ours is the same but for nonces and the signature",
    async (which, vector) => {
      const theirs = interestOf(recorded[which]);
      const read = await accept(dialect, theirs, group);
      expect(read.vector).toEqual(vector);
      expect(read.rest).toBeUndefined();
      const ours = arrive(await syncInterests(dialect, group)(vector, sender));
      expect(`${ours.name.getPrefix(-1)}`).toBe(`${theirs.name.getPrefix(-1)}`);
      const { canBePrefix, mustBeFresh, lifetime, appParameters } = theirs;
      expect(ours).toMatchObject({ canBePrefix, mustBeFresh, lifetime, appParameters });
      expect(ours.sigInfo?.type).toBe(theirs.sigInfo?.type);
      await accept(dialect, ours, group);
    },
  );

  test("a publication's name is the peer's, and its signature is one that we accept by default", async () => {
    const data = dataOf(recorded.publication);
    expect(`${dialect.dataName(group, { node, bootstrapTime: 0, seqNo: 1 })}`).toBe(`${data.name}`);
    await digestSigning.verify(data);
  });

  test("it is heard where the peer registers: %o", () => {
    expect(recorded.prefixes.map((prefix) => `${new Name(prefix)}`)).toContain(
      `${dialect.syncPrefix(group)}`,
    );
    const data = dialect.dataName(group, { node, bootstrapTime: 0, seqNo: 1 });
    expect(dialect.dataPrefix(group, node).isPrefixOf(data)).toBe(true);
    expect(recorded.prefixes.some((prefix) => new Name(prefix).isPrefixOf(data))).toBe(true);
  });

  test("the same vector announced twice is two packets", async () => {
    const make = syncInterests(dialect, group);
    const [one, two] = [await make(vectorOf(), sender), await make(vectorOf(), sender)];
    expect(one.name.equals(two.name)).toBe(false);
  });

  test("a damaged signature is refused", async () => {
    const interest = await syncInterests(dialect, group)(vectorOf(), sender);
    interest.sigValue = interest.sigValue!.map((octet) => octet ^ 1);
    await interest.updateParamsDigest();
    await expect(accept(dialect, arrive(interest), group)).rejects.toThrow(/signature/);
  });

  test("other Interests under the sync prefix are no Sync Interests", async () => {
    const interest = new Interest(dialect.syncPrefix(group).append("a", "b"), new Uint8Array());
    await interest.updateParamsDigest();
    const short = new Interest(dialect.syncPrefix(group), new Uint8Array());
    await short.updateParamsDigest();
    for (const other of [arrive(interest), arrive(short), new Interest(dialect.syncPrefix(group))]) {
      expect(() => dialect.readSyncInterest(other, group)).toThrow();
    }
  });
});

describe("0.2", () => {
  test("sends entries by lower-cased id, whatever changed last", async () => {
    const vector = StateVector.decode(vectorOf(["/a", 1], ["/C", 1], ["/B", 1]), pythonForm);
    const interest = await syncInterests(python02, group)(vector.encode(python02.form));
    expect(interest.name.at(-2).tlv).toEqual(vector.encode(python02Form));
    expect(interest.name.at(-2).tlv).not.toEqual(vector.encode(pythonForm));
  });

  test("sends a large vector whole", async () => {
    const interest = await syncInterests(python02, group)(many);
    expect(python02.readSyncInterest(arrive(interest), group).vector).toHaveLength(many.length);
  });
});

describe("0.3: a vector too large for a Sync Interest", () => {
  const { vectorParts } = python;
  const { syncOfMany, partOfMany } = recorded03.members[0]!;

  test("is cut where the library cuts it", async () => {
    const theirs = interestOf(syncOfMany);
    const ours = await syncInterests(python, group)(many, sender);
    expect(`${ours.name.at(-3)}`).toBe(`${theirs.name.at(-3)}`);
    expect(ours.name.at(-2).tlv).toEqual(theirs.name.at(-2).tlv);
    const request = new Interest(dataOf(partOfMany).name);
    const part = await vectorParts!.answer(request, many, digestSigning);
    expect(part?.content).toEqual(dataOf(partOfMany).content);
    expect(part?.freshnessPeriod).toBe(dataOf(partOfMany).freshnessPeriod);
  });

  test("says where the rest of it is, and what it sums up to", async () => {
    const { rest } = await accept(python, interestOf(syncOfMany), group);
    expect(rest?.total).toBe((300 * 301) / 2 + 2);
    expect(rest?.requests.map(({ name }) => `${name}`)).toEqual([`${dataOf(partOfMany).name}`]);
    expect(rest?.requests[0]).toMatchObject({ canBePrefix: true, mustBeFresh: true, lifetime: 2000 });
  });

  test("is whole again with the recorded part", async () => {
    const vector = StateVector.decode(
      python.readSyncInterest(interestOf(syncOfMany), group).vector,
      pythonForm,
    );
    expect(vector.size).toBeLessThan(301);
    const part = vectorParts!.read(dataOf(partOfMany));
    await digestSigning.verify(part.signed);
    vector.merge(StateVector.decode(part.vector, pythonForm));
    expect(vector.encode()).toEqual(StateVector.decode(many, pythonForm).encode());
  });

  test("is served below the node prefix; a part that is not there is silence", async () => {
    expect(`${vectorParts!.prefix(group, node)}`).toBe(`${dataOf(partOfMany).name.getPrefix(-1)}`);
    for (const last of ["58=%02", "58=", "8=%01"]) {
      const request = new Interest(vectorParts!.prefix(group, node).append(last));
      expect(await vectorParts!.answer(request, many, digestSigning)).toBeUndefined();
    }
  });

  test("sends nobody to a member that serves no parts", async () => {
    const make = syncInterests(python, group);
    for (const from of [undefined, { ...sender, servesParts: false }]) {
      const read = python.readSyncInterest(arrive(await make(many, from)), group);
      expect(read.rest).toBeUndefined();
    }
  });

  test("however many parts are claimed, 64 are asked for", async () => {
    const claim = await syncInterests(python, group)(vectorOf(), sender);
    const metadata = Encoder.encode([
      [198, new TextEncoder().encode("/Alice/phone")],
      [199, Uint8Array.of(255, 255, 255, 255, 255, 255, 255, 255)],
      [200, Uint8Array.of(255, 255, 255, 255, 255, 255, 255, 255)],
    ]);
    const interest = new Interest(
      claim.name.getPrefix(-3).append(new Component(8, metadata), claim.name.at(-2)),
      new Uint8Array(),
    );
    await interest.updateParamsDigest();
    expect(python.readSyncInterest(arrive(interest), group).rest?.requests).toHaveLength(64);
  });

  test("Data that is no part of a vector is refused", () => {
    expect(() => vectorParts!.read(dataOf(recorded03.members[0]!.publication))).toThrow();
  });
});
