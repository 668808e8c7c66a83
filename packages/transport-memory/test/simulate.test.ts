import { afterEach, expect, test, vi } from "vitest";
import { MemoryNetwork, simulate } from "../src/index.js";
import { interest } from "./packets.js";

afterEach(() => {
  vi.unstubAllEnvs();
});

/** A scenario of some packets at moments that depend on the seed. */
async function chatter(network: MemoryNetwork, count = 20): Promise<void> {
  const { alice, bob } = network.star(["alice", "bob"], { delay: 5, jitter: 5, loss: 0.1 });
  for (let i = 0; i < count; ++i) {
    alice.transport.send(interest(`/b/${i}`));
    await network.advance(bob.random.next() * 10);
  }
  await network.settle();
}

async function messageOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => "It did not reject.",
    (error: Error) => error.message,
  );
}

test("runs the scenario twice for every seed, in networks of that seed", async () => {
  const networks: MemoryNetwork[] = [];
  const scenario = async (network: MemoryNetwork): Promise<void> => {
    networks.push(network);
    await chatter(network);
  };
  await simulate("chatter", [3, 4], scenario, { network: { contentStore: 5 } });
  expect(networks.map(({ seed }) => seed)).toEqual([3, 3, 4, 4]);
  const digests = networks.map((network) => network.logDigest());
  expect(digests[0]).toBe(digests[1]);
  expect(digests[0]).not.toBe(digests[2]);
  expect(new Set(networks).size).toBe(4);
});

test("tells the seed and the command when the scenario fails, and shows the last packets", async () => {
  const original = new TypeError("not what was expected");
  const failing = async (network: MemoryNetwork): Promise<void> => {
    await chatter(network);
    throw original;
  };
  const error = await simulate('a "good" name', 9, failing).catch((thrown: unknown) => thrown);
  expect(error).toBe(original);
  const lines = original.message.split("\n");
  expect(lines[0]).toBe(
    '[seed 9, repeat with: SVS_SEED=9 npx vitest run -t "a \\"good\\" name"] not what was expected',
  );
  expect(lines[1]).toMatch(/^The last packets before [\d.]+ ms:$/);
  expect(lines.length).toBe(12);
  expect(lines[11]).toMatch(/^ {2}[\d.]+ alice > hub interest \/b\//);
});

test("tells it also when a scenario throws something that is no error", async () => {
  const thrown = simulate("text", 9, () => Promise.reject("text"));
  expect(await messageOf(thrown)).toBe('[seed 9, repeat with: SVS_SEED=9 npx vitest run -t "text"] text');
});

test("says so if only the second run fails", async () => {
  let runs = 0;
  const scenario = (): void => {
    if (++runs === 2) {
      throw new Error("oops");
    }
  };
  expect(await messageOf(simulate("once", 1, scenario))).toMatch(
    /The second run failed, the first did not: oops$/,
  );
});

test("fails if two runs of a seed differ, and shows the first line that does", async () => {
  let extra = 0;
  const scenario = async (network: MemoryNetwork): Promise<void> => {
    const { alice } = network.star(["alice"]);
    alice.transport.send(interest("/same"));
    alice.transport.send(interest(`/run/${++extra}`));
    await network.settle();
  };
  expect(await messageOf(simulate("drift", 1, scenario))).toMatch(
    /Two runs of "drift" with one seed differ\. Line 2 of the packet log is "0\.000 alice > hub interest \/run\/1 \d+ no-route" at first, then "0\.000 .* \/run\/2 /,
  );
});

test("fails if one run is longer than the other", async () => {
  let runs = 0;
  const scenario = (network: MemoryNetwork): Promise<void> => chatter(network, 20 + runs++);
  expect(await messageOf(simulate("longer", 1, scenario))).toMatch(
    /is "missing" at first, then "|with one seed differ/,
  );
});

test("finds a difference without the lines too", async () => {
  let runs = 0;
  const scenario = (network: MemoryNetwork): Promise<void> => chatter(network, 20 + runs++);
  expect(await messageOf(simulate("longer", 1, scenario, { network: { log: false } }))).toMatch(
    /The first log has 20 lines and digest [0-9a-f]{16}, the second 21 and/,
  );
});

test("takes the seed from the environment, and the command from its options", async () => {
  vi.stubEnv("SVS_SEED", "77");
  const seeds: number[] = [];
  await simulate("seeds", [1, 2, 3], ({ seed }) => void seeds.push(seed));
  expect(seeds).toEqual([77, 77]);
  const failing = simulate(
    "x",
    1,
    () => {
      throw new Error("oops");
    },
    { repeatCommand: (seed, name) => `node run.js ${name} ${seed}` },
  );
  expect(await messageOf(failing)).toBe("[seed 77, repeat with: node run.js x 77] oops");
  vi.stubEnv("SVS_SEED", "");
  await simulate("seeds", [1, 2], ({ seed }) => void seeds.push(seed));
  expect(seeds).toEqual([77, 77, 1, 1, 2, 2]);
  vi.stubEnv("SVS_SEED", "seven");
  expect(await messageOf(simulate("x", 1, () => undefined))).toBe('SVS_SEED is a number, and not "seven".');
});

test("a network's chance comes from its seed alone", async () => {
  const digest = async (seed?: number): Promise<string> => {
    const network = new MemoryNetwork(seed === undefined ? {} : { seed });
    await chatter(network);
    return network.logDigest();
  };
  expect(await digest()).toBe(await digest(1));
  expect(await digest(2)).not.toBe(await digest(1));
  const network = new MemoryNetwork({ seed: 5 });
  expect(network.random("x").next()).toBe(new MemoryNetwork({ seed: 5 }).random("x").next());
  expect(network.random("x").next()).not.toBe(network.random("y").next());
});
