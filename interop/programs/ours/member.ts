/** A member of ours, as a program; interop/README.md says what it is told and tells. */
import process from "node:process";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { AltUri, Name } from "@ndn/packet";
import { type Dialect, SvSync, SvSyncCore, v3 } from "@svs/core";
import * as others from "@svs/core/dialects";
import { LevelStorage } from "@svs/storage-level";
import { NfdTransport } from "@svs/transport-nfd";
import type { MemberCommand, MemberEvent } from "../../src/peer/member-event.js";

const { values } = parseArgs({
  options: {
    class: { type: "string", default: "v3" },
    node: { type: "string" },
    group: { type: "string" },
    forwarder: { type: "string" },
    state: { type: "string" },
  },
});
const dialects: Readonly<Record<string, Dialect | undefined>> = { "pure-sync": v3, v3, ...others };
const dialect = dialects[values.class];
const { node, group, forwarder: uri, state } = values;
if (dialect === undefined || node === undefined || group === undefined || uri === undefined) {
  process.stderr.write(
    `Give --node, --group and --forwarder, and as --class one of ${Object.keys(dialects).join(", ")}.\n`,
  );
  process.exit(2);
}

/** For what is measured: parsed once, as an application that announces often does. */
const own = new Name(node);

const now = (): number => Number(process.hrtime.bigint());

function tell(event: MemberEvent): void {
  process.stdout.write(`${JSON.stringify(event)}\n`);
}

function tellFailure(error: unknown): void {
  tell({ is: "failed", message: error instanceof Error ? error.message : String(error) });
}

const transport = await NfdTransport.connect({ uri });
const storage = state === undefined ? undefined : await LevelStorage.open(state);
const options = { transport, group, node, dialect, stateStore: storage?.state };
const svs =
  values.class === "pure-sync"
    ? await SvSyncCore.open(options)
    : await SvSync.open({ ...options, publicationStore: storage?.publications });

svs.addEventListener("update", ({ detail: { node, low, high } }) => {
  tell({ is: "known", node: AltUri.ofName(node), low, high, at: now() });
});
svs.addEventListener("error", ({ detail }) => tellFailure(detail));
if (svs instanceof SvSync) {
  void deliver(svs);
}
if (!dialect.hasBootstrapTime && state === undefined) {
  // Without bootstrap times a member that remembers nothing goes on behind what the group knows of it.
  await svs.whenSynced();
}
tell({ is: "ready" });

for await (const line of createInterface({ input: process.stdin })) {
  const command = JSON.parse(line) as MemberCommand;
  if (command.do === "leave") {
    break;
  }
  void carryOut(command).catch(tellFailure);
}
await svs.close();
await storage?.close();
await transport.close();
process.exit();

async function deliver(member: SvSync): Promise<void> {
  for await (const publication of member.publications()) {
    tell({
      is: "delivered",
      node: publication.from,
      seqNo: publication.seqNo,
      text: publication.text(),
      at: now(),
    });
  }
}

async function carryOut(command: MemberCommand): Promise<void> {
  const seqNo = svs.getSeqNo(own) + 1;
  const at = now();
  if (command.do === "publish" && svs instanceof SvSync) {
    const { seqNo } = await svs.publish(command.text);
    tell({ is: "published", seqNo, at });
  } else if (command.do === "announce") {
    await svs.updateSeqNo(seqNo, own);
    tell({ is: "published", seqNo, at });
  } else {
    throw new Error(`A member of class ${values.class} cannot ${command.do}.`);
  }
}
