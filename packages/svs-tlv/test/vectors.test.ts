import { readdirSync, readFileSync } from "node:fs";
import {
  decodeMapping,
  encodeMapping,
  nameFromPythonUri,
  nameToPythonUri,
  type PythonOrder,
  StateVector,
  type VectorForm,
} from "@svs/tlv";
import { describe, expect, test } from "vitest";
import { fromHex, toHex } from "./reference-vector.js";

interface Recording {
  readonly implementation: string;
  readonly version: string;
}

interface NdntsRecording extends Recording {
  readonly vectors: readonly {
    title: string;
    form: "v3" | "v2";
    rows: { node: string; bootstrapTime: number; seqNo: number }[];
    octets: string;
  }[];
  readonly mappings: readonly {
    title: string;
    node: string;
    entries: { seqNo: number; name: string; extra: string }[];
    octets: string;
  }[];
}

interface PythonRecording extends Recording {
  readonly order: PythonOrder;
  readonly vectors: readonly {
    title: string;
    /** In the order in which they were set. */
    rows: { node: string; uri: string; seqNo: number }[];
    octets: string;
  }[];
}

/** What a member of another implementation announced in a group with ours. */
interface SeenRecording {
  readonly form: VectorForm;
  readonly vectors: readonly {
    /** In the order in which they changed. */
    rows: { node: string; bootstrapTime: number; seqNo: number }[];
    octets: string;
  }[];
}

function load<T>(file: string): T {
  return JSON.parse(readFileSync(new URL(`vectors/${file}`, import.meta.url), "utf8")) as T;
}

/** Rows as text, in canonical order. */
function rowsOf(vector: StateVector): string[] {
  return [...vector].map(({ node, bootstrapTime, seqNo }) => `${toHex(node)}@${bootstrapTime}=${seqNo}`);
}

const ndnts = load<NdntsRecording>("ndnts.json");

describe(`${ndnts.implementation} ${ndnts.version}`, () => {
  test.each(ndnts.vectors)("$form: $title", ({ form, rows, octets }) => {
    const vector = new StateVector();
    for (const { node, bootstrapTime, seqNo } of rows) {
      vector.set(fromHex(node), bootstrapTime, seqNo);
    }
    expect(vector.size).toBe(rows.length);
    expect(toHex(vector.encode(form))).toBe(octets);
    expect(rowsOf(StateVector.decode(fromHex(octets), form))).toEqual(rowsOf(vector));
    expect(vector.compareEncoded(fromHex(octets), form)).toMatchObject({ newer: [], behind: 0, refused: 0 });
  });

  test.each(ndnts.mappings)("mapping: $title", ({ node, entries, octets }) => {
    const mapping = {
      node: fromHex(node),
      entries: entries.map(({ seqNo, name, extra }) => ({
        seqNo,
        name: fromHex(name),
        extra: fromHex(extra),
      })),
    };
    expect(toHex(encodeMapping(mapping))).toBe(octets);
    expect(decodeMapping(fromHex(octets))).toEqual(mapping);
  });
});

/** Whose vectors were seen, and in which order they write rows if not in the canonical one. */
const SEEN: Readonly<Record<string, PythonOrder | undefined>> = {
  "ndnd-alo": undefined,
  "ndnd-svsync": undefined,
  "ndnts-v2": undefined,
  "ndnts-v3": undefined,
  "python-0.2": "lower-case",
  "python-0.2-shared": "lower-case",
  "python-0.3": "newest-first",
  "python-0.3-shared": "newest-first",
};

test("vectors of everybody were seen, and of nobody else", () => {
  const files = readdirSync(new URL("vectors/seen/", import.meta.url));
  expect(new Set(files)).toEqual(new Set(Object.keys(SEEN).map((peer) => `${peer}.json`)));
});

describe.each(Object.entries(SEEN))("seen of %s", (peer, order) => {
  const { form, vectors } = load<SeenRecording>(`seen/${peer}.json`);

  test("one row and two rows are among them", () => {
    expect(vectors.map(({ rows }) => rows.length)).toEqual(expect.arrayContaining([1, 2]));
  });

  test.each(vectors)("$octets", ({ rows, octets }) => {
    const vector = new StateVector();
    for (const [i, { node, bootstrapTime, seqNo }] of rows.entries()) {
      vector.set(fromHex(node), bootstrapTime, seqNo, i);
    }
    expect(toHex(vector.encode(form, order))).toBe(octets);
    expect(rowsOf(StateVector.decode(fromHex(octets), form))).toEqual(rowsOf(vector));
    expect(vector.compareEncoded(fromHex(octets), form)).toMatchObject({ newer: [], behind: 0, refused: 0 });
  });
});

describe.each(["python-0.3.17.json", "python-0.2.2.json"].map((file) => load<PythonRecording>(file)))(
  "$implementation $version",
  ({ order, vectors }) => {
    test.each(vectors)("$title", ({ rows, octets }) => {
      const vector = new StateVector();
      for (const [i, { node, seqNo }] of rows.entries()) {
        vector.set(fromHex(node), 0, seqNo, i);
      }
      expect(toHex(vector.encode("python", order))).toBe(octets);
      expect(rowsOf(StateVector.decode(fromHex(octets), "python"))).toEqual(rowsOf(vector));
      expect(vector.compareEncoded(fromHex(octets), "python")).toMatchObject({
        newer: [],
        behind: 0,
        refused: 0,
      });
    });

    test("URIs", () => {
      const all = vectors.flatMap(({ rows }) => rows);
      expect(all.map(({ node }) => nameToPythonUri(fromHex(node)))).toEqual(all.map(({ uri }) => uri));
      expect(all.map(({ uri }) => toHex(nameFromPythonUri(Buffer.from(uri))!))).toEqual(
        all.map(({ node }) => node),
      );
    });
  },
);
