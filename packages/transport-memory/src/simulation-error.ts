import { SvsError } from "@svs/core";

/** A simulation that cannot go on, or did not go as it must: the scenario is at fault. */
export function simulationError(message: string, options?: ErrorOptions): SvsError {
  return new SvsError("simulation-failed", message, options);
}
