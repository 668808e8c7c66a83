import type { Publication } from "@svs/core";
import { SvsError } from "@svs/core";
import { type MemoryNetwork, simulate } from "@svs/transport-memory";
import { expect, test } from "vitest";
import { type Group, openGroup } from "./group.js";

/** A test over a network in virtual time, run twice. */
function simulated(name: string, scenario: Parameters<typeof simulate>[2]): void {
  test(name, () => simulate(name, 1, scenario));
}

async function withPublications(network: MemoryNetwork, count: number): Promise<Group> {
  const group = await openGroup(network);
  for (let n = 1; n <= count; n++) {
    await network.complete(group.bob.publish(`${n}`));
  }
  await network.settle();
  return group;
}

const deliveredOf = ({ hosted }: Group): number =>
  hosted.status.members.find(({ node }) => node.toString() === "/8=bob")?.delivered ?? 0;

const take = async (network: MemoryNetwork, reading: AsyncIterator<Publication>): Promise<string> => {
  const { value } = await network.complete(reading.next());
  return value?.text() ?? "end";
};

simulated("a publication counts as delivered when the next one is asked for here", async (network) => {
  const group = await withPublications(network, 3);
  const reading = group.alice.publications();
  expect(await take(network, reading)).toBe("1");
  await network.settle();
  expect(deliveredOf(group)).toBe(0);
  expect(await take(network, reading)).toBe("2");
  expect(deliveredOf(group)).toBe(1);
});

simulated("while nobody asks, nothing crosses, and no more is fetched than may wait", async (network) => {
  const group = await openGroup(network, { fetch: { readAhead: 4 } });
  const reading = group.alice.publications();
  for (let n = 1; n <= 20; n++) {
    await network.complete(group.bob.publish(`${n}`));
  }
  await network.settle();
  const fetched = [...network.log].filter((line) => String(line).includes("data /bob/")).length;
  expect(fetched / 2).toBe(4); // over two links
  for (let n = 1; n <= 20; n++) {
    expect(await take(network, reading)).toBe(`${n}`);
  }
});

simulated("several asked for at once come in order", async (network) => {
  const { alice } = await withPublications(network, 3);
  const reading = alice.publications();
  const asked = [reading.next(), reading.next(), reading.next()];
  const taken = await network.complete(Promise.all(asked));
  expect(taken.map(({ value }) => value?.text())).toEqual(["1", "2", "3"]);
});

simulated("a reading that was ended is taken up where it was", async (network) => {
  const { alice } = await withPublications(network, 3);
  const heard: string[] = [];
  const read = async (): Promise<void> => {
    for await (const publication of alice.publications()) {
      heard.push(publication.text());
      if (heard.length === 2) {
        break;
      }
    }
  };
  await network.complete(read());
  const again = alice.publications();
  expect(await take(network, again)).toBe("2"); // its next one was never asked for
  expect(heard).toEqual(["1", "2"]);
});

simulated("one reading at a time, as in the worker", async (network) => {
  const { alice, hosted } = await withPublications(network, 1);
  const first = alice.publications();
  expect(() => alice.publications()).toThrow(
    expect.objectContaining({ code: "invalid-argument" }) as unknown as Error,
  );
  await first.return?.();
  await network.settle();
  const other = hosted.publications();
  const second = alice.publications();
  await expect(network.complete(second.next())).rejects.toMatchObject({ code: "invalid-argument" });
  await expect(network.complete(second.next())).rejects.toMatchObject({ code: "invalid-argument" });
  await other.return?.();
  expect(await take(network, alice.publications())).toBe("1");
});

simulated(
  "an abort ends it at once, with its reason, and what was not asked for comes again",
  async (network) => {
    const { alice } = await withPublications(network, 1);
    const aborting = new AbortController();
    const reading = alice.publications({ signal: aborting.signal });
    expect(await take(network, reading)).toBe("1");
    const pending = reading.next();
    await network.settle();
    const reason = { a: "reason of the very same identity" };
    aborting.abort(reason);
    const error: unknown = await pending.catch((thrown: unknown) => thrown);
    expect(SvsError.is(error, "aborted") && error.cause).toBe(reason);
    await expect(reading.next()).rejects.toMatchObject({ code: "aborted" });
    const late = alice.publications({ signal: aborting.signal });
    await expect(late.next()).rejects.toMatchObject({ code: "aborted" });
    const next = alice.publications();
    await network.settle();
    const more = next.next();
    await network.settle();
    expect(await Promise.race([more, "nothing new"])).toBe("nothing new"); // #1 was followed by a next
  },
);

simulated("it ends when the member closes, here or there", async (network) => {
  const { alice, hosted } = await withPublications(network, 0);
  const reading = alice.publications();
  const pending = reading.next();
  await network.settle(); // it has begun there
  await network.complete(hosted.close());
  expect(await network.complete(pending)).toEqual({ done: true, value: undefined });
  await expect(network.complete(alice.publications().next())).rejects.toMatchObject({ code: "closed" });
  await network.complete(alice.close());
  expect(await reading.next()).toEqual({ done: true, value: undefined });
  expect(() => alice.publications()).toThrow(expect.objectContaining({ code: "closed" }) as unknown as Error);
});
