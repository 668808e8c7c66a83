import process from "node:process";
import type { ProgramMessage, Step } from "./protocol.js";

// Nobody is left over when the driver is gone.
process.on("disconnect", () => process.exit());

export function tell(message: ProgramMessage): void {
  process.send!(message);
}

/** Counts steps, and ends the process at one of them. */
export function countSteps<S extends Step>(dieAtStep: number | undefined): (step: S) => void {
  let steps = 0;
  return (step) => {
    if (++steps === dieAtStep) {
      tell({ is: "dying", step });
      process.kill(process.pid, "SIGKILL");
    }
  };
}
