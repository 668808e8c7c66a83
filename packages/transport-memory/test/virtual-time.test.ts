import { SvsError } from "@svs/core";
import { afterEach, describe, expect, test, vi } from "vitest";
import { MemoryNetwork, simulate } from "../src/index.js";
import { data, interest } from "./packets.js";

afterEach(() => {
  vi.useRealTimers();
});

describe("the order of events", () => {
  test("is that of their times, and at one time that of planning", async () => {
    const network = new MemoryNetwork();
    const happened: string[] = [];
    for (const [delay, name] of [
      [5, "a5"],
      [1, "b1"],
      [5, "c5"],
      [0, "d0"],
      [1, "e1"],
      [-3, "f0"],
    ] as const) {
      network.clock.schedule(delay, () => happened.push(`${name}@${network.now}`));
    }
    expect(happened).toEqual([]);
    await network.advance(10);
    expect(happened).toEqual(["d0@0", "f0@0", "b1@1", "e1@1", "a5@5", "c5@5"]);
    expect(network.now).toBe(10);
  });

  test("lets all microtasks of one event run before the next, however many there are", async () => {
    const network = new MemoryNetwork();
    const happened: string[] = [];
    for (const name of ["a", "b"]) {
      network.clock.schedule(1, async () => {
        for (let i = 0; i < 50; ++i) {
          await Promise.resolve();
        }
        happened.push(name, `${name} at ${network.now}`);
      });
    }
    network.clock.schedule(1, () => happened.push("c"));
    await network.advance(2);
    expect(happened).toEqual(["a", "a at 1", "b", "b at 1", "c"]);
  });

  test("lets the microtasks from before a run be done before its first event", async () => {
    const network = new MemoryNetwork();
    const happened: string[] = [];
    const before = async (): Promise<void> => {
      for (let i = 0; i < 50; ++i) {
        await undefined;
      }
      happened.push("before");
    };
    network.clock.schedule(0, () => happened.push("event"));
    void before();
    await network.advance(0);
    expect(happened).toEqual(["before", "event"]);
  });

  test("a timer of no delay set by an event comes behind what is planned for that moment", async () => {
    const network = new MemoryNetwork();
    const happened: string[] = [];
    network.clock.schedule(1, () => {
      happened.push("a");
      network.clock.schedule(0, () => happened.push("child of a"));
    });
    network.clock.schedule(1, () => happened.push("b"));
    await network.advance(1);
    expect(happened).toEqual(["a", "b", "child of a"]);
  });

  test("cancelled timers do not fire, thousands of them neither", async () => {
    const network = new MemoryNetwork();
    const happened: number[] = [];
    for (let i = 0; i < 3000; ++i) {
      const timer = network.clock.schedule(3000 - i, () => happened.push(i));
      if (i % 1000 !== 0) {
        timer.cancel();
        timer.cancel();
      }
    }
    await network.settle();
    expect(happened).toEqual([2000, 1000, 0]);
  });
});

describe("work outside the clock's sight", () => {
  /** A promise of real time: it settles after so many turns of the event loop. */
  async function turns<T>(count: number, value: T): Promise<T> {
    for (let i = 0; i < count; ++i) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    return value;
  }

  test("stops the clock until it has settled", async () => {
    const network = new MemoryNetwork();
    const happened: string[] = [];
    network.clock.schedule(1, async () => {
      happened.push(`${await network.clock.work(turns(100, "work"))} at ${network.now}`);
    });
    network.clock.schedule(1, () => happened.push("event at 1"));
    await network.advance(5);
    expect(happened).toEqual(["work at 1", "event at 1"]);
  });

  test("is handed over in the order in which it was begun, each outcome in a turn of its own", async () => {
    const network = new MemoryNetwork();
    const happened: string[] = [];
    const follow = async (name: string, duration: number): Promise<void> => {
      happened.push(await network.clock.work(turns(duration, name)));
      await Promise.resolve();
      await Promise.resolve();
      happened.push(`after ${name}`);
    };
    void follow("slow", 30);
    void follow("quick", 1);
    void follow("middling", 10);
    await network.advance(1);
    expect(happened).toEqual(["slow", "after slow", "quick", "after quick", "middling", "after middling"]);
  });

  test("of WebCrypto, however long each takes, does not disturb the order of packets", async () => {
    await simulate("WebCrypto", [1, 2], async (network) => {
      const names = ["a", "b", "c", "d", "e"] as const;
      const members = network.star(names, { delay: 1 });
      for (const [i, name] of names.entries()) {
        const { transport, clock } = members[name];
        for (let moment = 0; moment < 10; ++moment) {
          clock.schedule(moment, async () => {
            const octets = new Uint8Array((5 - i) * 20_000 * (1 + (moment % 3)));
            const digest = new Uint8Array(await clock.work(crypto.subtle.digest("SHA-256", octets)));
            transport.send(interest(`/${name}/${moment}/${digest[0]}`));
          });
        }
      }
      await network.settle();
      expect([...network.log].slice(0, 5).map((line) => line.split(" ")[1])).toEqual([...names]);
    });
  });

  test("goes on while no time passes", async () => {
    const network = new MemoryNetwork();
    expect(await network.clock.work(turns(3, "done"))).toBe("done");
    expect(network.now).toBe(0);
  });

  test("hands a rejection over as one", async () => {
    const network = new MemoryNetwork();
    await expect(network.clock.work(Promise.reject(new Error("no key")))).rejects.toThrow("no key");
  });

  test("that never settles ends the run with an error after ten real seconds", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const network = new MemoryNetwork();
    network.clock.schedule(3, () => void network.clock.work(new Promise(() => undefined)));
    const run = network.advance(5).catch((error: unknown) => error);
    await turns(200, undefined);
    vi.advanceTimersByTime(9_999);
    expect(await Promise.race([run, turns(5, "standing still")])).toBe("standing still");
    vi.advanceTimersByTime(1);
    expect(String(await run)).toMatch(/Work begun at 3 ms has not settled for 10 s/);
  });

  test("that settles late takes its alarm along", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    const network = new MemoryNetwork();
    void network.clock.work(turns(100, undefined));
    await network.advance(5);
    expect(vi.getTimerCount()).toBe(0);
  });
});

describe("advance", () => {
  test("runs what is due at its end, and not what is due later", async () => {
    const network = new MemoryNetwork();
    const happened: number[] = [];
    for (const delay of [10, 10.5, 11]) {
      network.clock.schedule(delay, () => happened.push(network.now));
    }
    await network.advance(10.5);
    expect(happened).toEqual([10, 10.5]);
    expect(network.now).toBe(10.5);
    await network.advance(0.5);
    expect(happened).toEqual([10, 10.5, 11]);
  });

  test.each([-1, Number.NaN, Number.POSITIVE_INFINITY])("refuses %d milliseconds", async (duration) => {
    await expect(new MemoryNetwork().advance(duration)).rejects.toMatchObject({ code: "invalid-argument" });
  });

  test("refuses to run beside another call that lets time pass", async () => {
    const network = new MemoryNetwork();
    const first = network.advance(10);
    await expect(network.settle()).rejects.toMatchObject({ code: "invalid-argument" });
    await first;
    await network.settle();
    expect(network.now).toBe(10);
  });

  test("rejects with what a timer's callback throws, and time can pass again", async () => {
    const network = new MemoryNetwork();
    network.clock.schedule(1, () => {
      throw new Error("a broken invariant");
    });
    await expect(network.advance(5)).rejects.toThrow("a broken invariant");
    await network.advance(5);
    expect(network.now).toBe(6);
  });

  test("rejects when events follow each other at one moment without end", async () => {
    const network = new MemoryNetwork({ instantEventsMax: 1000 });
    const again = (): void => void network.clock.schedule(0, again);
    network.clock.schedule(2, again);
    await expect(network.advance(5)).rejects.toThrow(/Time stands still at 2 ms: over 1000 events/);
  });

  test("does not mistake many events at many moments for an endless run", async () => {
    const network = new MemoryNetwork({ instantEventsMax: 20 });
    let happened = 0;
    for (let i = 0; i < 200; ++i) {
      network.clock.schedule(i % 10, () => happened++);
    }
    await network.advance(10);
    expect(happened).toBe(200);
  });
});

describe("settle", () => {
  test("waits for packets under way and for Interests that wait for Data", async () => {
    const network = new MemoryNetwork();
    const { alice, bob } = network.star(["alice", "bob"], { delay: 20 });
    await bob.transport.serve(data("/bob").name, () => data("/bob/1"));
    const answer = alice.transport.express(interest("/bob/1"));
    await network.settle();
    expect(network.now).toBe(80);
    await answer;
    const unanswered = alice.transport.express(interest("/nobody", 3000)).catch((error: unknown) => error);
    await network.settle();
    expect(network.now).toBe(3080);
    expect(SvsError.is(await unanswered, "timeout")).toBe(true);
  });

  test("waits for timers armed for the horizon or less, not for longer ones", async () => {
    const network = new MemoryNetwork();
    const happened: number[] = [];
    const every = (period: number): void => {
      network.clock.schedule(period, () => {
        happened.push(network.now);
        every(period);
      });
    };
    every(30_000);
    network.clock.schedule(10_000, () => happened.push(network.now));
    await network.settle();
    expect(happened).toEqual([10_000]);
    expect(network.now).toBe(10_000);
    await network.settle();
    expect(network.now).toBe(10_000);
    network.clock.schedule(20_500, () => happened.push(network.now));
    await network.settle({ horizon: 20_500 });
    expect(happened).toEqual([10_000, 30_000, 30_500]);
  });

  test("does not wait for cancelled timers", async () => {
    const network = new MemoryNetwork();
    network.clock.schedule(100, () => undefined);
    network.clock.schedule(9000, () => undefined).cancel();
    await network.settle();
    expect(network.now).toBe(100);
  });

  test("ends with an error that counts what keeps it from ending", async () => {
    const network = new MemoryNetwork();
    const again = (): void => void network.clock.schedule(100, again);
    again();
    await expect(network.settle({ within: 1000 })).rejects.toMatchObject({
      code: "simulation-failed",
      message: expect.stringMatching(
        /did not settle within 1000 ms .* at 1000 ms, 0 packets .* 1 timers of 10000 ms or less/,
      ),
    });
  });
});

describe("until and complete", () => {
  test("until stops at the event that makes the condition true", async () => {
    const network = new MemoryNetwork();
    let count = 0;
    const again = (): void => {
      count++;
      network.clock.schedule(7, again);
    };
    network.clock.schedule(7, again);
    await network.until(() => count === 3);
    expect(network.now).toBe(21);
    await network.until(() => true);
    expect(network.now).toBe(21);
  });

  test("until sees what microtasks of the event did", async () => {
    const network = new MemoryNetwork();
    let done = false;
    network.clock.schedule(7, async () => {
      await Promise.resolve();
      done = true;
    });
    network.clock.schedule(8, () => undefined);
    await network.until(() => done);
    expect(network.now).toBe(7);
  });

  test("until gives up in the end, also when nothing is left to happen", async () => {
    const network = new MemoryNetwork();
    await expect(network.until(() => false, { within: 50 })).rejects.toThrow(
      /did not come true within 50 ms/,
    );
    expect(network.now).toBe(50);
    await expect(network.until(() => false, { within: Number.POSITIVE_INFINITY })).rejects.toThrow(
      /did not come true/,
    );
  });

  test("until rejects with what its condition throws", async () => {
    const network = new MemoryNetwork();
    const condition = (): boolean => {
      throw new Error("oops");
    };
    await expect(network.until(condition)).rejects.toThrow("oops");
  });

  test("complete gives the outcome of a promise that needs time to pass", async () => {
    const network = new MemoryNetwork();
    const { clock } = network;
    const later = new Promise<string>((resolve) => clock.schedule(40, () => resolve("later")));
    clock.schedule(41, () => undefined);
    expect(await network.complete(later)).toBe("later");
    expect(network.now).toBe(40);
    const never = new Promise<never>((_, reject) => clock.schedule(5, () => reject(new Error("never"))));
    await expect(network.complete(never)).rejects.toThrow("never");
    await expect(network.complete(new Promise(() => undefined), { within: 10 })).rejects.toThrow(
      /promise did not settle within 10 ms/,
    );
  });
});
