import { onlyLoopback } from "../src/hosts/only-loopback.js";
import { NotInstalled } from "../src/not-installed.js";

/** Below those that the system hands out by itself. */
let next = 10_000;

/**
 * A port that nobody else has, where nobody else is.
 * @throws NotInstalled on a machine with other interfaces than the loopback: NDNd would listen there, too.
 */
export function ownPort(): number {
  if (!onlyLoopback()) {
    throw new NotInstalled(
      "NDNd listens at every address of the machine: these run in a network namespace, by `npm run interop -- --section transport`.",
    );
  }
  return next++;
}
