import { readdirSync, readFileSync } from "node:fs";
import { AltUri, Name } from "@ndn/packet";
import { Decoder } from "@ndn/tlv";
import { StateVector } from "@svs/tlv";
import { describe, expect, test } from "vitest";
import * as others from "../../src/dialects.js";
import { type Dialect, digestSigning, v3 } from "../../src/index.js";
import { segmentName } from "../../src/segmentation.js";
import { accept, arrive, dataOf, interestOf, syncInterests } from "./arrive.js";

interface Row {
  /** URI. */
  readonly node: string;
  readonly bootstrapTime: number;
  readonly seqNo: number;
}

/** What a member of another implementation sent in a group with ours; packets are hexadecimal. */
interface Seen {
  readonly dialect: string;
  readonly group: string;
  readonly node: string;
  readonly syncInterests: readonly { readonly rows: readonly Row[]; readonly packet: string }[];
  /** Of its own. */
  readonly publication: { readonly of: Row; readonly text: string; readonly packet: string };
  /** For a publication of ours. */
  readonly request: { readonly of: Row; readonly packet: string };
  readonly registrations: readonly {
    readonly prefix: string;
    readonly childInherit: boolean;
    readonly capture: boolean;
    readonly command: string;
  }[];
}

/** Who was seen, and how many rows were in its Sync Interests. NDNts has nothing to say when it joins. */
const PEERS: Readonly<Record<string, readonly number[]>> = {
  "ndnd-alo": [0, 1, 2],
  "ndnd-svsync": [0, 1, 2],
  "ndnts-v2": [1, 2],
  "ndnts-v3": [1, 2],
  "python-0.2": [0, 1, 2],
  "python-0.2-shared": [0, 1, 2],
  "python-0.3": [0, 1, 2],
  "python-0.3-shared": [0, 1, 2],
};

const folder = new URL("vectors/seen/", import.meta.url);
const dialects: Readonly<Record<string, Dialect | undefined>> = { v3, ...others };

function load(peer: string): Seen {
  return JSON.parse(readFileSync(new URL(`${peer}.json`, folder), "utf8")) as Seen;
}

test("everybody was seen, and nobody else", () => {
  expect(new Set(readdirSync(folder))).toEqual(new Set(Object.keys(PEERS).map((peer) => `${peer}.json`)));
});

test("NDNts alone captures, and takes no part in longer prefixes", () => {
  const peers = Object.keys(PEERS);
  const ofNdnts = ["ndnts-v2", "ndnts-v3"];
  expect(peers.filter((peer) => load(peer).registrations.some(({ capture }) => capture))).toEqual(ofNdnts);
  expect(peers.filter((peer) => !load(peer).registrations.every(({ childInherit }) => childInherit))).toEqual(
    ofNdnts,
  );
});

describe.each(Object.entries(PEERS))("%s", (peer, sizes) => {
  const seen = load(peer);
  const { syncInterests: announced, publication, request, registrations } = seen;
  const dialect = dialects[seen.dialect]!;
  const group = new Name(seen.group);
  const node = new Name(seen.node);
  const nameOf = (row: Row): Name => dialect.dataName(group, { ...row, node: new Name(row.node) });
  /** What a publication in one packet is called. */
  const packetName = (row: Row): Name =>
    dialect.segmentation === "always" ? segmentName(nameOf(row), 0) : nameOf(row);

  test("was seen with more and more rows", () => {
    expect(announced.map(({ rows }) => rows.length)).toEqual(sizes);
  });

  test.each(announced.map((each) => [each.rows.length, each] as const))(
    "a Sync Interest with %i rows is accepted, and ours of the same rows has its name",
    async (_, { rows, packet }) => {
      const theirs = interestOf(packet);
      const { vector, rest } = await accept(dialect, theirs, group);
      const expected = new StateVector();
      for (const { node, bootstrapTime, seqNo } of rows) {
        expected.set(new Name(node).value, bootstrapTime, seqNo);
      }
      expect([...StateVector.decode(vector, dialect.form)]).toEqual([...expected]);
      expect(rest).toBeUndefined();

      const sender = { node, bootstrapTime: publication.of.bootstrapTime, servesParts: true };
      const ours = arrive(await syncInterests(dialect, group)(vector, sender));
      expect(`${ours.name.getPrefix(-1)}`).toBe(`${theirs.name.getPrefix(-1)}`);
    },
  );

  test("its publication has our name for it, a signature that we accept by default, and the text", async () => {
    const data = dataOf(publication.packet);
    expect(`${data.name}`).toBe(`${packetName(publication.of)}`);
    await digestSigning.verify(data);
    expect(Buffer.from(data.content).toString()).toBe(publication.text);
  });

  test("it asks for our publication by the name that we give it", () => {
    expect(`${interestOf(request.packet).name}`).toBe(`${packetName(request.of)}`);
  });

  test("its commands say what they are said to say", () => {
    for (const { command, ...said } of registrations) {
      expect(readCommand(command)).toEqual(said);
    }
  });

  test("it hears Sync Interests and serves its publications where it registers", () => {
    const prefixes = registrations.map(({ prefix }) => AltUri.parseName(prefix));
    for (const name of [interestOf(announced[0]!.packet).name, nameOf(publication.of)]) {
      expect(prefixes.some((prefix) => prefix.isPrefixOf(name))).toBe(true);
    }
  });

  test("on one forwarder it hides no Sync Interest from us, nor do we from it", () => {
    const ours = dialect.syncPrefix(group);
    const { name } = interestOf(announced[0]!.packet);
    for (const { prefix, childInherit, capture } of registrations) {
      const theirs = AltUri.parseName(prefix);
      if (theirs.isPrefixOf(name)) {
        expect(childInherit || theirs.length >= ours.length).toBe(true);
        expect(!capture || theirs.length <= ours.length).toBe(true);
      }
    }
  });
});

/** Reads the name of a command that registers a prefix. */
function readCommand(hex: string): { prefix: string; childInherit: boolean; capture: boolean } {
  const TT = { name: 0x07, flags: 0x6c } as const;
  const command = new Name(Uint8Array.from(Buffer.from(hex, "hex")));
  expect(AltUri.ofName(command.getPrefix(4))).toBe("/localhost/nfd/rib/register");
  const fields = new Decoder(command.at(4).value).read().vd;
  let prefix = "";
  let flags: number | undefined;
  while (!fields.eof) {
    const field = fields.read();
    if (field.type === TT.name) {
      prefix = AltUri.ofName(new Name(field.value));
    } else if (field.type === TT.flags) {
      flags = field.nni;
    }
  }
  // Without flags a forwarder takes ChildInherit.
  const bits = flags ?? 1;
  return { prefix, childInherit: (bits & 1) !== 0, capture: (bits & 2) !== 0 };
}
