import { readdirSync, readFileSync } from "node:fs";
import {
  decodeMapping,
  encodeMapping,
  nameFromPythonUri,
  nameToPythonUri,
  python02Form,
  pythonForm,
  StateVector,
  type VectorForm,
  v2Form,
  v3Form,
} from "@svs/tlv";
import { describe, expect, test } from "vitest";
import { FORMS } from "./forms.js";
import { type FormName, fromHex, toHex } from "./reference-vector.js";

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
  readonly order: "newest-first" | "lower-case";
  readonly vectors: readonly {
    title: string;
    /** In the order in which they were set. */
    rows: { node: string; uri: string; seqNo: number }[];
    octets: string;
  }[];
}

/** What a member of another implementation announced in a group with ours. */
interface SeenRecording {
  readonly form: FormName;
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

/** Encoded, decoded and compared. */
function expectBothWays(vector: StateVector, hex: string, form: VectorForm): void {
  const octets = fromHex(hex);
  expect(toHex(vector.encode(form))).toBe(hex);
  expect(rowsOf(StateVector.decode(octets, form))).toEqual(rowsOf(vector));
  expect(vector.compareEncoded(octets, form)).toMatchObject({ newer: [], behind: 0, refused: 0 });
}

const ndnts = load<NdntsRecording>("ndnts.json");

describe(`${ndnts.implementation} ${ndnts.version}`, () => {
  test.each(ndnts.vectors)("$form: $title", ({ form, rows, octets }) => {
    const vector = new StateVector();
    for (const { node, bootstrapTime, seqNo } of rows) {
      vector.set(fromHex(node), bootstrapTime, seqNo);
    }
    expect(vector.size).toBe(rows.length);
    expectBothWays(vector, octets, FORMS[form]);
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

/** Whose vectors were seen, and in which form. */
const SEEN: Readonly<Record<string, VectorForm>> = {
  "ndnd-alo": v3Form,
  "ndnd-svsync": v3Form,
  "ndnts-v2": v2Form,
  "ndnts-v3": v3Form,
  "python-0.2": python02Form,
  "python-0.2-shared": python02Form,
  "python-0.3": pythonForm,
  "python-0.3-shared": pythonForm,
};

test("vectors of everybody were seen, and of nobody else", () => {
  const files = readdirSync(new URL("vectors/seen/", import.meta.url));
  expect(new Set(files)).toEqual(new Set(Object.keys(SEEN).map((peer) => `${peer}.json`)));
});

describe.each(Object.entries(SEEN))("seen of %s", (peer, form) => {
  const { form: name, vectors } = load<SeenRecording>(`seen/${peer}.json`);

  test("they are in that form", () => {
    expect(name).toBe(form.name);
  });

  test("one row and two rows are among them", () => {
    expect(vectors.map(({ rows }) => rows.length)).toEqual(expect.arrayContaining([1, 2]));
  });

  test.each(vectors)("$octets", ({ rows, octets }) => {
    const vector = new StateVector();
    for (const [i, { node, bootstrapTime, seqNo }] of rows.entries()) {
      vector.set(fromHex(node), bootstrapTime, seqNo, i);
    }
    expectBothWays(vector, octets, form);
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
      expectBothWays(vector, octets, order === "lower-case" ? python02Form : pythonForm);
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
