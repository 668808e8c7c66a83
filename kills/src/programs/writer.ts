// Publishes until it is killed, by others or by itself.
import process from "node:process";
import { SvSync } from "@svs/core";
import { LevelStorage } from "@svs/storage-level";
import { SeededRandom } from "@svs/transport-memory";
import { NfdTransport } from "@svs/transport-nfd";
import { digestOf } from "./digest-of.js";
import { lateStores } from "./late-stores.js";
import { countSteps, tell } from "./life.js";
import { GROUP, WRITER, type WriterOptions, type WriterStep } from "./protocol.js";
import { steppingStores } from "./stepping-stores.js";

const SEGMENT_SIZE = 1000;

const options = JSON.parse(process.argv[2]!) as WriterOptions;
const { forwarder, folder, life, durability, dieAtStep, seed, sabotage } = options;
const { publications = Number.POSITIVE_INFINITY } = options;
const random = SeededRandom.of(seed);
const step = countSteps<WriterStep>(dieAtStep);

const transport = await NfdTransport.connect({ uri: forwarder });
const storage = await LevelStorage.open(folder, { durability });
const svs = await SvSync.open({
  transport,
  group: GROUP,
  node: WRITER,
  segmentSize: SEGMENT_SIZE,
  ...steppingStores(lateStores(storage, sabotage), step),
});
svs.addEventListener("sent", ({ detail }) => {
  if (detail.cause === "publication") {
    step("announced");
  }
});
const { bootstrapTime } = svs;
tell({ is: "up", bootstrapTime, seqNo: svs.getSeqNo(WRITER, bootstrapTime) });
for (let count = 1; count <= publications; count++) {
  const inSegments = random.chance(0.2);
  const size = inSegments ? SEGMENT_SIZE + 500 + random.below(3000) : random.below(200);
  const publishing = publish(`${life}.${count} `.padEnd(size, "-"));
  // Now and then several at once.
  if (random.chance(0.8)) {
    await publishing;
  }
  if (random.chance(0.3)) {
    await new Promise((resolve) => setTimeout(resolve, random.below(8)));
  }
}

/** Says so once the publication exists. */
async function publish(text: string): Promise<void> {
  const { bootstrapTime, seqNo, content } = await svs.publish(text);
  tell({ is: "published", bootstrapTime, seqNo, digest: digestOf(content) });
}
