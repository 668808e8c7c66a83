import { Data, digestSigning, ImplicitDigest, Interest, Name } from "@ndn/packet";
import { SvsError } from "@svs/core";
import { describe, expect, test } from "vitest";
import { PendingInterests } from "../src/pending-interests.js";
import { ManualClock } from "./manual-clock.js";

function setUp() {
  const clock = new ManualClock();
  return { clock, pending: new PendingInterests(clock) };
}

async function settled(promise: Promise<unknown>): Promise<unknown> {
  return Promise.race([
    promise.catch((error: unknown) => error),
    new Promise((r) => setImmediate(r, "waiting")),
  ]);
}

describe("pending Interests", () => {
  test("an exact name is answered by that name only", async () => {
    const { pending } = setUp();
    const answer = pending.add(new Interest("/a/b"), undefined);
    expect(pending.satisfy(new Data("/a"))).toBe(false);
    expect(pending.satisfy(new Data("/a/b/c"))).toBe(false);
    const data = new Data("/a/b");
    expect(pending.satisfy(data)).toBe(true);
    expect(await answer).toBe(data);
    expect(pending.satisfy(data)).toBe(false);
  });

  test("CanBePrefix is answered by the name and by longer ones", async () => {
    const { pending } = setUp();
    for (const name of ["/a", "/a/b", "/a/b/c/d"]) {
      const answer = pending.add(new Interest("/a", Interest.CanBePrefix), undefined);
      expect(pending.satisfy(new Data("/ab"))).toBe(false);
      expect(pending.satisfy(new Data(name))).toBe(true);
      expect(String((await answer).name)).toBe(String(new Name(name)));
    }
  });

  test("an exact name beside a prefix keeps waiting for its own", async () => {
    const { pending } = setUp();
    const prefix = pending.add(new Interest("/a", Interest.CanBePrefix), undefined);
    const exact = pending.add(new Interest("/a"), undefined);
    pending.satisfy(new Data("/a/b"));
    expect(String((await prefix).name)).toBe("/8=a/8=b");
    expect(await settled(exact)).toBe("waiting");
  });

  test("an implicit digest is answered by that very Data", async () => {
    const { pending } = setUp();
    const make = async (octet: number): Promise<Data> => {
      const data = new Data("/a/b", Uint8Array.of(octet));
      await digestSigning.sign(data);
      return data;
    };
    const [wrong, right] = [await make(1), await make(2)];
    const name = right.name.append(ImplicitDigest, await right.computeImplicitDigest());
    const answer = pending.add(new Interest(name), undefined);
    // Known beforehand, so that comparing takes no more than a turn.
    await wrong.computeImplicitDigest();
    pending.satisfy(wrong);
    expect(await settled(answer)).toBe("waiting");
    expect(pending.satisfy(right)).toBe(true);
    expect(await answer).toBe(right);
  });

  test("several of one name share the Data and keep their own lifetimes", async () => {
    const { clock, pending } = setUp();
    const short = pending.add(new Interest("/a", Interest.Lifetime(100)), undefined);
    const long = pending.add(new Interest("/a", Interest.Lifetime(200)), undefined);
    const prefix = pending.add(new Interest("/a", Interest.CanBePrefix, Interest.Lifetime(200)), undefined);
    clock.advance(99.9);
    expect(await settled(short)).toBe("waiting");
    clock.advance(0.1);
    expect(await settled(short)).toMatchObject({
      code: "timeout",
      message: "No Data came for /a within 100 ms.",
    });
    const data = new Data("/a");
    pending.satisfy(data);
    expect(await Promise.all([long, prefix])).toEqual([data, data]);
    expect(clock.size).toBe(0);
  });

  test("a Nack rejects the Interest with that name and Nonce, and no other", async () => {
    const { pending } = setUp();
    const one = pending.add(new Interest("/a", Interest.Nonce(1)), undefined);
    const two = pending.add(new Interest("/a", Interest.Nonce(2)), undefined);
    expect(pending.refuse(new Interest("/a", Interest.Nonce(3)), 50)).toBe(false);
    expect(pending.refuse(new Interest("/a", Interest.Nonce(2)), 50)).toBe(true);
    expect(await settled(two)).toMatchObject({ code: "nack", reason: 50 });
    expect(await settled(one)).toBe("waiting");
  });

  test("an abort rejects with its reason and releases the timer", async () => {
    const { clock, pending } = setUp();
    const controller = new AbortController();
    const answer = pending.add(new Interest("/a"), controller.signal);
    controller.abort("enough");
    expect(await settled(answer)).toMatchObject({ code: "aborted", cause: "enough" });
    expect(clock.size).toBe(0);
    expect(pending.satisfy(new Data("/a"))).toBe(false);
  });

  test("all can be ended at once", async () => {
    const { clock, pending } = setUp();
    const answers = [1, 2, 3].map((i) => pending.add(new Interest(`/a/${i % 2}`), undefined));
    pending.rejectAll(new SvsError("closed", "Over."));
    expect(await Promise.all(answers.map(settled))).toMatchObject([1, 2, 3].map(() => ({ code: "closed" })));
    expect(clock.size).toBe(0);
  });
});
