/** One process of a hunt: `node hunter.js FIRST STEP COUNT`. Tells over IPC. */
import process from "node:process";
import type { HunterMessage } from "./hunt.js";
import { huntSeed } from "./hunt-seed.js";

const [first, step, count] = process.argv.slice(2).map(Number) as [number, number, number];
for (let i = 0; i < count; i++) {
  const outcome = await huntSeed(first + i * step);
  const message: HunterMessage =
    "violation" in outcome
      ? {
          caught: {
            seed: outcome.seed,
            invariant: outcome.violation.invariant,
            message: outcome.violation.message,
            plan: outcome.plan,
          },
        }
      : { packets: outcome.packets, converged: outcome.converged, marks: [...outcome.marks.counts] };
  // One at a time: whoever listens may have heard enough.
  await new Promise<void>((resolve) => {
    process.send!(message, () => resolve());
  });
}
process.disconnect();
