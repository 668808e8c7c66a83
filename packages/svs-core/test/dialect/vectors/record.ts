/**
 * Writes what members of `@ndn/svs` send in version 2 to standard output; `ndnts.json` is made of it by
 *
 *     npm run interop -- --record --peer ndnts
 */
import { readFile } from "node:fs/promises";
import "../../../../../tests/with-resolvers.js";
import { Forwarder } from "@ndn/fw";
import { digestSigning, Interest, Name, nullSigner, type Signer } from "@ndn/packet";
import { SvSync } from "@ndn/svs";
import { Encoder } from "@ndn/tlv";

const GROUP = new Name("/example/group");
const NODE = new Name("/Alice/phone");

/** The first Sync Interest of a member that has published three times. */
async function record(signer: Signer): Promise<string> {
  const fw = Forwarder.create();
  const sent = new Promise<string>((resolve) => {
    const listener = fw.addFace({
      // A face whose packets end is closed.
      rx: (async function* () {
        await new Promise(() => {});
      })(),
      async tx(packets) {
        for await (const { l3 } of packets) {
          if (l3 instanceof Interest) {
            resolve(Buffer.from(Encoder.encode(l3)).toString("hex"));
          }
        }
      },
    });
    listener.addRoute(GROUP.append("54=%02"));
  });
  const sync = await SvSync.create({ fw, syncPrefix: GROUP, signer });
  sync.add(NODE).seqNum = 3;
  const octets = await sent;
  sync.close();
  fw.close();
  return octets;
}

const manifest = JSON.parse(
  await readFile(new URL("../../../node_modules/@ndn/svs/package.json", import.meta.url), "utf8"),
) as { version: string };

const recording = {
  implementation: "@ndn/svs",
  version: manifest.version,
  recordedBy: "record.ts",
  group: "/example/group",
  node: "/Alice/phone",
  seqNo: 3,
  syncInterests: {
    "null signature": await record(nullSigner),
    DigestSha256: await record(digestSigning),
  },
};
process.stdout.write(`${JSON.stringify(recording, undefined, 1)}\n`);
