/**
 * Records what members of `@ndn/svs` send in version 2, into `ndnts.json`.
 *
 *   node -C @svs/source --import tsx packages/svs-core/test/dialect/vectors/record.ts
 */
import { readFile, writeFile } from "node:fs/promises";

// NDNts expects a newer runtime than the oldest that is supported here.
if (!("withResolvers" in Promise)) {
  Object.assign(Promise, {
    withResolvers<T>() {
      let resolve: ((value: T) => void) | undefined;
      let reject: ((reason: unknown) => void) | undefined;
      const promise = new Promise<T>((onResolve, onReject) => {
        resolve = onResolve;
        reject = onReject;
      });
      return { promise, resolve, reject };
    },
  });
}

const { Forwarder } = await import("@ndn/fw");
const { digestSigning, Interest, Name, nullSigner } = await import("@ndn/packet");
const { Encoder } = await import("@ndn/tlv");
const { SvSync } = await import("@ndn/svs");

type Signer = typeof nullSigner;

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
await writeFile(new URL("ndnts.json", import.meta.url), `${JSON.stringify(recording, undefined, 1)}\n`);
