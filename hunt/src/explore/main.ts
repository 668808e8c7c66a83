/** `npm run explore`: every interleaving for three members, two publications, one loss and one restart. */
import process from "node:process";
import { explore, WrongWay } from "./explore.js";

const begin = performance.now();
const seconds = (): string => `${((performance.now() - begin) / 1000).toFixed(0)} s`;
try {
  const { states, transitions, depth } = explore(
    { publications: [1, 1, 0], losses: 1, restarts: 1, timeouts: 1 },
    (level, found) => process.stderr.write(`after ${level} actions: ${found} states, ${seconds()}\n`),
  );
  process.stdout.write(
    `Three members, two publications, one loss, one restart, one timer: ${states} states, ${transitions} transitions, at most ${depth} actions deep; every invariant held, and all agree at every end (${seconds()}).\n`,
  );
} catch (error) {
  if (!(error instanceof WrongWay)) {
    throw error;
  }
  process.stdout.write(`${error.message}\n`);
  process.exitCode = 1;
}
