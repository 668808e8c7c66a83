import { SvsError } from "@svs/core";
import { MemoryNetwork, type MemoryNetworkOptions } from "./memory-network.js";
import type { PacketLog } from "./packet-log.js";
import { simulationError } from "./simulation-error.js";

/** Options of {@link simulate}. */
export interface SimulateOptions {
  /** Options of the networks; the seed is the run's. */
  network?: Omit<MemoryNetworkOptions, "seed"> | undefined;
  /** The command that repeats a run, for messages. Default: vitest's, with the name as filter. */
  repeatCommand?: ((seed: number, name: string) => string) | undefined;
}

/** Lines of the packet log that a failure shows. */
const TAIL = 10;

/**
 * Runs a scenario twice for every seed, each time in a new network, and compares the packet
 * logs: a scenario whose outcome depends on anything but its seed fails. For any test runner:
 * await it in a test.
 *
 * The environment variable `SVS_SEED` takes the place of the given seeds.
 *
 * @param name - the test's, for messages.
 * @throws what the scenario throws, its message preceded by the seed and the command that
 * repeats the run; SvsError `simulation-failed` if two runs differ.
 */
export async function simulate(
  name: string,
  seeds: number | readonly number[],
  scenario: (network: MemoryNetwork) => void | Promise<void>,
  options: SimulateOptions = {},
): Promise<void> {
  const repeat = options.repeatCommand ?? vitestCommand;
  for (const seed of chosenSeeds(seeds)) {
    const first = new MemoryNetwork({ ...options.network, seed });
    const second = new MemoryNetwork({ ...options.network, seed });
    const told = `[seed ${seed}, repeat with: ${repeat(seed, name)}]`;
    await explain(told, first, () => scenario(first));
    await explain(`${told} The second run failed, the first did not:`, second, () => scenario(second));
    const difference = firstDifference(first.log, second.log);
    if (difference !== undefined) {
      throw simulationError(`${told} Two runs of "${name}" with one seed differ. ${difference}`);
    }
  }
}

function chosenSeeds(seeds: number | readonly number[]): readonly number[] {
  const { process } = globalThis as { process?: { env?: { SVS_SEED?: string } } };
  const override = process?.env?.SVS_SEED;
  if (override === undefined || override === "") {
    return typeof seeds === "number" ? [seeds] : seeds;
  }
  const seed = Number(override);
  if (Number.isNaN(seed)) {
    throw new SvsError("invalid-argument", `SVS_SEED is a number, and not "${override}".`);
  }
  return [seed];
}

function vitestCommand(seed: number, name: string): string {
  return `SVS_SEED=${seed} npx vitest run -t ${JSON.stringify(name)}`;
}

/** Runs it; what it throws gets told where it comes from. */
async function explain(told: string, network: MemoryNetwork, run: () => void | Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    const lines = [...network.log].slice(-TAIL).map((line) => `  ${line}`);
    const log = lines.length > 0 ? `\nThe last packets before ${network.now} ms:\n${lines.join("\n")}` : "";
    if (error instanceof Error) {
      // The object stays the one that was thrown: runners show more of it than a message.
      error.message = `${told} ${error.message}${log}`;
      throw error;
    }
    throw simulationError(`${told} ${String(error)}${log}`, { cause: error });
  }
}

function firstDifference(first: PacketLog, second: PacketLog): string | undefined {
  if (first.length === second.length && first.digest() === second.digest()) {
    return undefined;
  }
  for (let i = 0; i < Math.max(first.length, second.length); ++i) {
    const [a, b] = [first.line(i), second.line(i)];
    if (a !== b) {
      return `Line ${i + 1} of the packet log is "${a ?? "missing"}" at first, then "${b ?? "missing"}".`;
    }
  }
  return (
    `The first log has ${first.length} lines and digest ${first.digest()}, the second ${second.length} ` +
    `and ${second.digest()}; they read alike, or were not kept.`
  );
}
