/**
 * Writes what the codec of `@ndn/svs` makes to standard output; `ndnts.json` is made of it by
 *
 *     npm run interop -- --record --peer ndnts
 */
import { readFile } from "node:fs/promises";
import "../../../../tests/with-resolvers.js";
import { Component, Name } from "@ndn/packet";
import { MappingEntry, StateVector, TimedMappingEntry } from "@ndn/svs";
import { Encoder } from "@ndn/tlv";

/** Node prefix, bootstrap time, sequence number. */
type Row = [Name, number, number];

const BOOT = 1_700_000_000;
const long = Component.from("x".repeat(253));

const V3: Record<string, Row[]> = {
  "no rows": [],
  "one row": [[new Name("/alice"), BOOT, 1]],
  "specification example 5.3": [
    [new Name("/A"), 1_636_266_330, 10],
    [new Name("/A"), 1_736_266_473, 1],
    [new Name("/B"), 1_636_266_412, 16],
    [new Name("/C"), 1_636_266_115, 25],
  ],
  "canonical order": ["/b", "/a/a", "/aa", "/", "/32=a", "/A", "/a", "/a/32=b", "/54=%00"].map((uri, i) => [
    new Name(uri),
    BOOT,
    i + 1,
  ]),
  "widths of numbers": [1, 0xff, 0x100, 0xffff, 0x1_0000, 0xffff_ffff, 0x1_0000_0000, Number.MAX_SAFE_INTEGER].map(
    (number, i) => [new Name(`/${i}`), number, number],
  ),
  "bootstrap time 0": [[new Name("/alice"), 0, 7]],
  "a component and a name of more than 252 octets": [
    [new Name([long]), BOOT, 1],
    [new Name([Component.from("a"), long, long]), BOOT, 2],
  ],
  "an entry of more than 252 octets": Array.from({ length: 40 }, (_, i) => [new Name("/alice"), BOOT + 7 * i, i + 1]),
  "60 members": Array.from({ length: 60 }, (_, i) => [
    new Name(`/site-${i % 7}/member-${(i * 23) % 60}`),
    BOOT + i,
    1 + i * 211,
  ]),
};

const V2: Record<string, Row[]> = {
  "no rows": [],
  "one row": [[new Name("/alice"), 0, 1]],
  "canonical order": V3["canonical order"]!.map(([name, , seqNo]) => [name, 0, seqNo]),
  "widths of numbers": V3["widths of numbers"]!.map(([name, , seqNo]) => [name, 0, seqNo]),
  "60 members": V3["60 members"]!.map(([name, , seqNo]) => [name, 0, seqNo]),
};

function record(form: "v2" | "v3", cases: Record<string, Row[]>) {
  return Object.entries(cases).map(([title, rows]) => {
    const vector = new StateVector();
    for (const [name, boot, seqNo] of rows) {
      vector.set(form === "v3" ? { name, boot } : name, seqNo);
    }
    const encoder = new Encoder();
    vector.encodeTo(encoder, form === "v3" ? 3 : 2);
    return {
      title,
      form,
      rows: rows.map(([name, bootstrapTime, seqNo]) => ({ node: hex(name.value), bootstrapTime, seqNo })),
      octets: hex(encoder.output),
    };
  });
}

function recordMapping() {
  const node = new Name("/alice");
  const plain = new MappingEntry();
  plain.seqNum = 7;
  plain.name = new Name("/ndn/data/example");
  const timed = new TimedMappingEntry();
  timed.seqNum = 300;
  timed.name = new Name("/ndn/data/other");
  timed.timestamp = new Date(BOOT * 1_000);
  const encoder = new Encoder();
  encoder.prependTlv(205, node, plain, timed);
  const octets = hex(encoder.output);
  const [, extra] = octets.split(hex(Encoder.encode(timed.name)));
  return {
    title: "one entry without extra elements, one with a timestamp",
    node: hex(node.value),
    entries: [
      { seqNo: plain.seqNum, name: hex(plain.name.value), extra: "" },
      { seqNo: timed.seqNum, name: hex(timed.name.value), extra },
    ],
    octets,
  };
}

function hex(octets: Uint8Array): string {
  return Buffer.from(octets).toString("hex");
}

const manifest = await readFile(new URL("../../node_modules/@ndn/svs/package.json", import.meta.url), "utf8");
const { version } = JSON.parse(manifest) as { version: string };
const recording = {
  implementation: "@ndn/svs",
  version,
  recordedBy: "record.ts",
  vectors: [...record("v3", V3), ...record("v2", V2)],
  mappings: [recordMapping()],
};
process.stdout.write(`${JSON.stringify(recording, undefined, 1)}\n`);
