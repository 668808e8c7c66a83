// A member that publishes without end: `killed-member.ts FOLDER RUN`. After each publication it writes a line
// with its bootstrap time, its number and its text. Every third one has several segments.
import { SvSync } from "@svs/core";
import { LevelStorage } from "@svs/storage-level";
import { MemoryNetwork } from "@svs/transport-memory";
import { onClock } from "./on-clock.js";

const [folder = "", run = ""] = process.argv.slice(2);
const storage = await LevelStorage.open(folder);
const network = new MemoryNetwork({ log: false });
const { alice } = network.star(["alice"]);
const svs = await network.complete(
  SvSync.open({
    ...alice,
    ...onClock(alice.clock, storage),
    group: "/group",
    node: "/alice",
    segmentSize: 100,
  }),
);
for (let i = 1; ; i++) {
  const text = `${run}.${i}${i % 3 === 0 ? " and more".repeat(50) : ""}`;
  const { bootstrapTime, seqNo } = await network.complete(svs.publish(text));
  process.stdout.write(`${JSON.stringify({ bootstrapTime, seqNo, text })}\n`);
}
