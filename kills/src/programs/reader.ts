// Reads all that is published, until it is killed. What it was given it writes down before it reads on.
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { type Publication, SvSync } from "@svs/core";
import { LevelStorage } from "@svs/storage-level";
import { NfdTransport } from "@svs/transport-nfd";
import { digestOf } from "./digest-of.js";
import { countSteps, tell } from "./life.js";
import { GROUP, type Heard, type ReaderOptions, type ReaderStep } from "./protocol.js";

const { forwarder, folder, life, durability, dieAtStep, sabotage } = JSON.parse(
  process.argv[2]!,
) as ReaderOptions;
const step = countSteps<ReaderStep>(dieAtStep);
const book = join(folder, "heard.jsonl");
const transport = await NfdTransport.connect({ uri: forwarder });
const storage = await LevelStorage.open(join(folder, "store"), { durability });
const svs = await SvSync.open({
  transport,
  group: GROUP,
  node: "/reader",
  publicationStore: storage.publications,
  stateStore: storage.state,
});
tell({ is: "up", bootstrapTime: svs.bootstrapTime, seqNo: 0 });
if (sabotage === "delivers-early") {
  const publications = svs.publications();
  let { value: publication, done } = await publications.next();
  while (!done) {
    const next = publications.next(); // the one in hand counts as delivered from here on
    await new Promise((resolve) => setTimeout(resolve, 20));
    writeDown(publication);
    ({ value: publication, done } = await next);
  }
}
for await (const publication of svs.publications()) {
  writeDown(publication);
}

function writeDown({ bootstrapTime, seqNo, content }: Publication): void {
  step("handed over");
  const heard: Heard = { life, bootstrapTime, seqNo, digest: digestOf(content) };
  appendFileSync(book, `${JSON.stringify(heard)}\n`);
  step("written down");
}
