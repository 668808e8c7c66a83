import {
  type MalformedTlvCode,
  MalformedTlvError,
  pythonForm,
  StateVector,
  type VectorForm,
  v2Form,
  v3Form,
} from "@svs/tlv";
import { describe, expect, test } from "vitest";
import { nameOf } from "./arbitraries.js";
import { fromHex, nni, tlv, toHex } from "./reference-vector.js";

const A = nameOf("a");
const B = nameOf("b");
const BEYOND = 2n ** 53n;
const LARGEST = 2n ** 64n - 1n;

const name = (node: Uint8Array) => tlv(7, node);
const time = (value: bigint) => tlv(212, nni(value));
const number = (value: bigint) => tlv(214, nni(value));
const seqNoEntry = (bootstrapTime: bigint, seqNo: bigint) => tlv(210, time(bootstrapTime), number(seqNo));
const entry = (node: Uint8Array, ...parts: Uint8Array[]) => tlv(202, name(node), ...parts);
const vector = (...entries: Uint8Array[]) => tlv(201, ...entries);
const v2Entry = (node: Uint8Array, seqNo: bigint) => entry(node, tlv(204, nni(seqNo)));
const python = (uri: string, seqNo: bigint) => [tlv(202, Buffer.from(uri)), tlv(203, nni(seqNo))];
/** Unknown, and not critical. */
const spare = tlv(254, Uint8Array.of(1, 2, 3));

function rowsOf(octets: Uint8Array, form?: VectorForm): string[] {
  return [...StateVector.decode(octets, form)].map(
    ({ node, bootstrapTime, seqNo }) => `${toHex(node)}@${bootstrapTime}=${seqNo}`,
  );
}

/** A vector with members of these names, so that both ways of comparing are tried. */
function ours(): StateVector {
  const own = new StateVector();
  own.set(A, 1, 3, 50);
  own.set(B, 1, 4, 60);
  return own;
}

/** Decodes in every way, which have to agree. */
function failure(octets: Uint8Array, form: VectorForm): { code: MalformedTlvCode; offset: number } {
  const own = ours();
  const before = own.encode();
  const errors = [
    () => StateVector.decode(octets, form),
    () => new StateVector().compareEncoded(octets, form),
    () => own.compareEncoded(octets, form),
  ].map((action) => {
    try {
      action();
    } catch (error) {
      if (error instanceof MalformedTlvError) {
        return { code: error.code, offset: error.offset };
      }
      throw error;
    }
    throw new Error("accepted");
  });
  expect(errors[1]).toEqual(errors[0]);
  expect(errors[2]).toEqual(errors[0]);
  expect(own.encode()).toBe(before);
  return errors[0]!;
}

describe("malformed octets", () => {
  const a = entry(A, seqNoEntry(1n, 3n));
  test.each<[string, Uint8Array, MalformedTlvCode, number]>([
    ["nothing at all", fromHex(""), "wrong-type", 0],
    ["another element", tlv(205), "wrong-type", 0],
    ["a type alone", fromHex("c9"), "truncated", 0],
    ["a length that is cut off", fromHex("c9fd01"), "truncated", 0],
    ["a length above the octets there are", fromHex("c901"), "truncated", 0],
    ["a length of eight octets", fromHex("c9ffffffffffffffffff"), "truncated", 0],
    ["octets behind", fromHex("c90000"), "trailing", 2],
    ["a length not in its shortest form", fromHex("c9fd0000"), "bad-length", 1],
    ["a length of five octets that fits three", fromHex("c9fe0000ffff"), "bad-length", 1],
    ["a type not in its shortest form", fromHex("fd00c900"), "bad-type", 0],
    ["type 0", vector(Uint8Array.of(0, 0)), "bad-type", 2],
    ["a type above 2^32-1", vector(fromHex("ff000000010000000000")), "bad-type", 2],
    ["an unknown odd type", vector(a, tlv(255)), "unknown-critical", 2 + a.length],
    ["an unknown type below 32", vector(tlv(30)), "unknown-critical", 2],
    ["an entry without octets", vector(tlv(202)), "wrong-type", 4],
    ["an entry without Name", vector(tlv(202, seqNoEntry(1n, 1n))), "wrong-type", 4],
    ["an unknown type before the Name", vector(tlv(202, spare, name(A))), "wrong-type", 4],
    ["a second Name", vector(entry(A, name(A))), "unknown-critical", 9],
    ["an unknown odd type in an entry", vector(entry(A, tlv(33))), "unknown-critical", 9],
    ["an entry that ends in the Name", vector(fromHex("ca0307030801")), "truncated", 4],
    ["a SeqNoEntry without octets", vector(entry(A, tlv(210))), "wrong-type", 11],
    ["a SeqNoEntry without SeqNo", vector(entry(A, tlv(210, time(1n)))), "wrong-type", 14],
    ["a SeqNoEntry without BootstrapTime", vector(entry(A, tlv(210, number(1n)))), "wrong-type", 11],
    ["a SeqNo before the BootstrapTime", vector(entry(A, tlv(210, number(1n), time(1n)))), "wrong-type", 11],
    ["two BootstrapTimes", vector(entry(A, tlv(210, time(1n), time(1n), number(1n)))), "wrong-type", 14],
    ["two SeqNos", vector(entry(A, tlv(210, time(1n), number(1n), number(1n)))), "wrong-type", 17],
    [
      "a BootstrapTime after the SeqNo",
      vector(entry(A, tlv(210, time(1n), number(1n), time(1n)))),
      "wrong-type",
      17,
    ],
    ["an unknown odd type in a SeqNoEntry", vector(entry(A, tlv(210, tlv(213)))), "unknown-critical", 11],
    ["a number without octets", vector(entry(A, tlv(210, tlv(212), number(1n)))), "bad-number", 11],
    [
      "a number of three octets",
      vector(entry(A, tlv(210, time(1n), tlv(214, new Uint8Array(3))))),
      "bad-number",
      14,
    ],
    [
      "a number of nine octets",
      vector(entry(A, tlv(210, time(1n), tlv(214, new Uint8Array(9))))),
      "bad-number",
      14,
    ],
    ["a component that is cut off", vector(entry(fromHex("080261"))), "bad-name", 6],
    ["a component's length that is cut off", vector(entry(fromHex("08"))), "bad-name", 6],
    ["a component of type 0", vector(entry(fromHex("0801610000"))), "bad-name", 9],
    ["a component of type 65 536", vector(entry(fromHex("fe0001000000"))), "bad-name", 6],
    ["a component type not in its shortest form", vector(entry(fromHex("fd000800"))), "bad-name", 6],
    ["a component length not in its shortest form", vector(entry(fromHex("08fd000161"))), "bad-name", 6],
  ])("version 3: %s", (_, octets, code, offset) => {
    expect(failure(octets, v3Form)).toEqual({ code, offset });
  });

  test.each<[string, Uint8Array, MalformedTlvCode, number]>([
    ["an entry without SeqNo", vector(entry(A)), "wrong-type", 9],
    ["two SeqNos", vector(entry(A, tlv(204, nni(1n)), tlv(204, nni(2n)))), "wrong-type", 12],
    ["a number of no width", vector(entry(A, tlv(204))), "bad-number", 9],
    ["a second Name", vector(entry(A, name(B), tlv(204, nni(1n)))), "wrong-type", 9],
    ["an unknown odd type", vector(entry(A, tlv(205), tlv(204, nni(1n)))), "unknown-critical", 9],
  ])("version 2: %s", (_, octets, code, offset) => {
    expect(failure(octets, v2Form)).toEqual({ code, offset });
  });

  test.each<[string, Uint8Array, MalformedTlvCode, number]>([
    ["a number without id", vector(tlv(203, nni(1n))), "unknown-critical", 2],
    ["an id without number", vector(tlv(202, A)), "wrong-type", 7],
    ["two ids", vector(tlv(202), tlv(202)), "wrong-type", 4],
    ["two numbers", vector(...python("/a", 1n), tlv(203, nni(1n))), "unknown-critical", 9],
    ["a number of three octets", vector(tlv(202), tlv(203, new Uint8Array(3))), "bad-number", 4],
  ])("Python: %s", (_, octets, code, offset) => {
    expect(failure(octets, pythonForm)).toEqual({ code, offset });
  });

  test("version 3: a name of 65 536 octets", () => {
    const octets = vector(entry(tlv(8, new Uint8Array(65_532))));
    expect(failure(octets, v3Form)).toEqual({ code: "bad-name", offset: 18 });
  });

  test("the message is a sentence with the place", () => {
    expect(() => StateVector.decode(fromHex("c90000"))).toThrow("Octets follow the StateVector (at octet 2)");
  });
});

describe("unusual octets that are accepted", () => {
  const plain = vector(entry(A, seqNoEntry(1n, 3n), seqNoEntry(2n, 1n)), entry(B, seqNoEntry(1n, 4n)));

  test.each<[string, Uint8Array]>([
    [
      "entries out of order",
      vector(entry(B, seqNoEntry(1n, 4n)), entry(A, seqNoEntry(1n, 3n), seqNoEntry(2n, 1n))),
    ],
    [
      "rows out of order",
      vector(entry(A, seqNoEntry(2n, 1n), seqNoEntry(1n, 3n)), entry(B, seqNoEntry(1n, 4n))),
    ],
    [
      "a name twice",
      vector(entry(A, seqNoEntry(2n, 1n)), entry(A, seqNoEntry(1n, 3n)), entry(B, seqNoEntry(1n, 4n))),
    ],
    [
      "a row twice: the higher number counts",
      vector(
        entry(A, seqNoEntry(1n, 2n), seqNoEntry(1n, 3n), seqNoEntry(1n, 1n), seqNoEntry(2n, 1n)),
        entry(B, seqNoEntry(1n, 4n)),
      ),
    ],
    [
      "number 0: absent",
      vector(
        entry(A, seqNoEntry(0n, 0n), seqNoEntry(1n, 3n), seqNoEntry(2n, 1n)),
        entry(B, seqNoEntry(1n, 4n)),
      ),
    ],
    ["an entry without rows", vector(entry(nameOf("0")), ...[plain.subarray(2)])],
    [
      "unknown elements at every level",
      vector(
        spare,
        entry(A, spare, seqNoEntry(1n, 3n), spare, tlv(210, spare, time(2n), spare, number(1n), spare)),
        tlv(65_536, A),
        entry(B, seqNoEntry(1n, 4n), spare),
        spare,
      ),
    ],
    [
      "numbers wider than need be",
      vector(
        entry(
          A,
          tlv(210, tlv(212, fromHex("0000000000000001")), tlv(214, fromHex("0003"))),
          seqNoEntry(2n, 1n),
        ),
        entry(B, tlv(210, time(1n), tlv(214, fromHex("00000004")))),
      ),
    ],
  ])("version 3: %s", (_, octets) => {
    expect(rowsOf(octets)).toEqual(rowsOf(plain));
    expect(StateVector.decode(octets).encode()).toEqual(plain);
    expect(ours().compareEncoded(octets)).toEqual(ours().compareEncoded(plain));
    expect(StateVector.decode(plain).compareEncoded(octets)).toMatchObject({ newer: [], behind: 0 });
  });

  test("version 3: a SeqNoEntry outside of an entry is an unknown element, even one that we have", () => {
    const own = new StateVector();
    own.set(A, 1, 3, 50);
    own.set(A, 2, 5, 60);
    const octets = vector(entry(A, seqNoEntry(1n, 3n)), seqNoEntry(2n, 5n));
    expect(own.compareEncoded(octets)).toMatchObject({ newer: [], behind: 1, behindSince: 60 });
    expect(own.compare(StateVector.decode(octets))).toMatchObject({ newer: [], behind: 1, behindSince: 60 });
  });

  // Equal entries are passed over unread, and after a difference the next few are compared one by one.
  test.each([
    [1, 1n],
    [40, 1n],
    [5, 2n],
    [40, 2n],
  ])("version 3: an entry out of order behind %i that we have, the first with number %i", (count, first) => {
    const own = new StateVector();
    const entries = Array.from({ length: count }, (_, i) => {
      const node = nameOf(`m${String(i).padStart(3, "0")}`);
      own.set(node, 1, i + 1, i);
      return entry(node, seqNoEntry(1n, i === 0 ? first : BigInt(i + 1)));
    });
    for (const late of [nameOf("a"), nameOf("m000"), nameOf(`m${String(count - 1).padStart(3, "0")}`)]) {
      const octets = vector(...entries, entry(late, seqNoEntry(1n, 99n)));
      expect(own.compareEncoded(octets)).toEqual(own.compare(StateVector.decode(octets)));
    }
  });

  test("version 2: order, repetition and unknown elements", () => {
    const octets = vector(
      v2Entry(B, 4n),
      spare,
      tlv(202, name(A), spare, tlv(204, nni(9n)), spare),
      v2Entry(A, 3n),
    );
    expect(rowsOf(octets, v2Form)).toEqual([`${toHex(A)}@0=9`, `${toHex(B)}@0=4`]);
  });

  test("Python: order, repetition and unknown elements", () => {
    const octets = vector(...python("/b", 4n), spare, ...python("/a", 9n), spare, ...python("a", 3n));
    expect(rowsOf(octets, pythonForm)).toEqual([`${toHex(A)}@0=9`, `${toHex(B)}@0=4`]);
  });

  test("the empty name is a name", () => {
    const octets = vector(entry(new Uint8Array(0), seqNoEntry(1n, 3n)));
    expect(rowsOf(octets)).toEqual(["@1=3"]);
    expect(StateVector.decode(octets).encode()).toEqual(octets);
  });

  test("a name of 65 535 octets is a name", () => {
    const node = Uint8Array.from([...tlv(8, new Uint8Array(65_529)), 8, 0]);
    expect(node.length).toBe(65_535);
    const octets = vector(entry(node, seqNoEntry(1n, 3n)));
    expect(toHex(StateVector.decode(octets).encode())).toBe(toHex(octets));
    expect(StateVector.decode(octets).get(node, 1)).toBe(3);
  });
});

describe("entries that cannot be used", () => {
  const nobodyBehind = { newer: [], behind: 0, behindSince: Number.POSITIVE_INFINITY };
  const b = entry(B, seqNoEntry(1n, 4n));

  test.each([BEYOND, BEYOND + 1n, LARGEST])("number %i is refused alone, and puts nobody behind", (seqNo) => {
    const octets = vector(entry(A, seqNoEntry(1n, seqNo)), b);
    const decoded = StateVector.decode(octets);
    expect(rowsOf(octets)).toEqual([`${toHex(B)}@1=4`]);
    expect(decoded.refused).toBe(1);
    const expected = { ...nobodyBehind, refused: 1, maxBootstrapTime: 1 };
    expect(ours().compareEncoded(octets)).toEqual(expected);
    expect(ours().compare(decoded)).toEqual(expected);
    expect(ours().compare(decoded.clone())).toEqual(expected);
  });

  test("a usable row of the same key still counts", () => {
    const octets = vector(entry(A, seqNoEntry(1n, BEYOND), seqNoEntry(1n, 2n)), b);
    const expected = { newer: [], behind: 1, behindSince: 50, refused: 1, maxBootstrapTime: 1 };
    expect(ours().compareEncoded(octets)).toEqual(expected);
    expect(ours().compare(StateVector.decode(octets))).toEqual(expected);
  });

  test("a bootstrap time above 2^53-1 is refused, and shows in the largest", () => {
    const octets = vector(entry(A, seqNoEntry(1n, 3n), seqNoEntry(LARGEST, 1n)), b);
    const expected = { ...nobodyBehind, refused: 1, maxBootstrapTime: 2 ** 64 };
    expect(ours().compareEncoded(octets)).toEqual(expected);
    expect(ours().compare(StateVector.decode(octets))).toEqual(expected);
  });

  test("the largest bootstrap time counts rows of number 0 too", () => {
    const octets = vector(entry(A, seqNoEntry(1n, 3n), seqNoEntry(99n, 0n)), b);
    expect(ours().compareEncoded(octets)).toEqual({ ...nobodyBehind, refused: 0, maxBootstrapTime: 99 });
    expect(ours().compare(StateVector.decode(octets)).maxBootstrapTime).toBe(99);
  });

  test("a number of the same width as ours is no less refused", () => {
    const own = new StateVector();
    own.set(A, 1, Number.MAX_SAFE_INTEGER, 50);
    const octets = vector(entry(A, seqNoEntry(1n, BEYOND)));
    const expected = { ...nobodyBehind, refused: 1, maxBootstrapTime: 1 };
    expect(own.compareEncoded(octets)).toEqual(expected);
    expect(own.compare(StateVector.decode(octets))).toEqual(expected);
  });

  test("2^53-1 is still used", () => {
    const octets = vector(entry(A, seqNoEntry(BEYOND - 1n, BEYOND - 1n)));
    expect(rowsOf(octets)).toEqual([`${toHex(A)}@${Number.MAX_SAFE_INTEGER}=${Number.MAX_SAFE_INTEGER}`]);
    expect(StateVector.decode(octets).encode()).toEqual(octets);
  });

  test("version 2: a number above 2^53-1", () => {
    const own = new StateVector();
    own.set(A, 0, 3, 50);
    const octets = vector(v2Entry(A, LARGEST), v2Entry(B, 1n));
    const expected = {
      newer: [{ node: B, bootstrapTime: 0, low: 1, high: 1 }],
      behind: 0,
      behindSince: Number.POSITIVE_INFINITY,
      refused: 1,
      maxBootstrapTime: 0,
    };
    expect(own.compareEncoded(octets, v2Form)).toEqual(expected);
    expect(own.compare(StateVector.decode(octets, v2Form))).toEqual(expected);
  });

  test("Python: an id that is no name's URI, and a number above 2^53-1", () => {
    const octets = vector(...python("/%zz", 1n), ...python("/a", BEYOND), ...python("/b", 2n));
    const own = new StateVector();
    own.set(A, 0, 3, 50);
    expect(rowsOf(octets, pythonForm)).toEqual([`${toHex(B)}@0=2`]);
    expect(own.compareEncoded(octets, pythonForm)).toEqual({
      newer: [{ node: B, bootstrapTime: 0, low: 1, high: 2 }],
      behind: 0,
      behindSince: Number.POSITIVE_INFINITY,
      refused: 2,
      maxBootstrapTime: 0,
    });
  });

  test("what decode keeps of them is its own", () => {
    const octets = vector(entry(A, seqNoEntry(1n, BEYOND)), b).slice();
    const decoded = StateVector.decode(octets);
    octets.fill(0);
    expect(ours().compare(decoded)).toEqual({ ...nobodyBehind, refused: 1, maxBootstrapTime: 1 });
  });
});
