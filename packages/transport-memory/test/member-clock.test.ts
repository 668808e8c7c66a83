import fc from "fast-check";
import { expect, test } from "vitest";
import { MemoryNetwork } from "../src/index.js";

const EPOCH = 1_767_225_600_000;

test("counts virtual milliseconds, and shows the epoch on the wall", async () => {
  const network = new MemoryNetwork();
  expect([network.clock.monotonic(), network.clock.wall()]).toEqual([0, EPOCH]);
  await network.advance(1500);
  expect([network.clock.monotonic(), network.clock.wall()]).toEqual([1500, EPOCH + 1500]);
  expect(new MemoryNetwork({ epoch: 5 }).clock.wall()).toBe(5);
});

test("skew moves the wall clock only, and setting it makes it jump", async () => {
  const network = new MemoryNetwork();
  const clock = network.clockFor("alice", { skew: 2000 });
  await network.advance(10);
  expect([clock.monotonic(), clock.wall()]).toEqual([10, EPOCH + 2010]);
  clock.skew = -500;
  expect([clock.monotonic(), clock.wall()]).toEqual([10, EPOCH - 490]);
});

test("drift makes a clock and its timers run fast or slow", async () => {
  const network = new MemoryNetwork();
  const fast = network.clockFor("fast", { drift: 0.25 });
  const slow = network.clockFor("slow", { drift: -0.5 });
  const fired = { fast: 0, slow: 0 };
  fast.schedule(100, () => {
    fired.fast = network.now;
  });
  slow.schedule(100, () => {
    fired.slow = network.now;
  });
  await network.advance(200);
  expect([fast.monotonic(), slow.monotonic()]).toEqual([250, 100]);
  expect(fast.wall()).toBe(EPOCH + 250);
  expect(fired).toEqual({ fast: 80, slow: 200 });
});

test("a timer armed for what is left until a deadline never fires before it", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.double({ min: -0.4, max: 0.4, noNaN: true }),
      fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 5 }),
      async (drift, deadlines) => {
        const network = new MemoryNetwork();
        const clock = network.clockFor("alice", { drift });
        let early = 0;
        const arm = (deadline: number): void => {
          clock.schedule(deadline - clock.monotonic(), () => {
            early += clock.monotonic() < deadline ? 1 : 0;
          });
        };
        for (const deadline of deadlines) {
          // Armed at an odd moment, so that what is left is a number with many digits.
          network.clock.schedule(deadline / 3, () => arm(deadline));
        }
        await network.settle({ horizon: Number.POSITIVE_INFINITY, within: 1e7 });
        expect(early).toBe(0);
      },
    ),
    { numRuns: 200 },
  );
});

test("rounding does not make a drifting clock's timer early", async () => {
  const network = new MemoryNetwork();
  const clock = network.clockFor("alice", { drift: 0.1 });
  const deadlines = [5.500000000000001, 11.000000000000002, 44.00000000000001, 88.00000000000001];
  const early = deadlines.map(() => true);
  deadlines.forEach((deadline, i) => {
    clock.schedule(deadline, () => {
      early[i] = clock.monotonic() < deadline;
    });
  });
  await network.settle();
  expect(early).toEqual([false, false, false, false]);
});

test("is one clock per name; its drift is settled, its skew is not", () => {
  const network = new MemoryNetwork();
  const clock = network.clockFor("alice", { drift: 0.1, skew: 5 });
  expect(network.clockFor("alice")).toBe(clock);
  expect(clock.skew).toBe(5);
  expect(network.clockFor("alice", { drift: 0.1, skew: 9 })).toBe(clock);
  expect(clock.skew).toBe(9);
  expect(() => network.clockFor("alice", { drift: 0.2 })).toThrow(/drift cannot change/);
});

test.each([{ drift: -1 }, { drift: Number.NaN }, { skew: Number.NaN }])("refuses %o", (options) => {
  expect(() => new MemoryNetwork().clockFor("alice", options)).toThrow(/A clock cannot have/);
});

test("refuses a timer of NaN milliseconds; one of infinitely many never fires", async () => {
  const network = new MemoryNetwork();
  expect(() => network.clock.schedule(Number.NaN, () => undefined)).toThrow(/NaN milliseconds/);
  let fired = false;
  network.clock
    .schedule(Number.POSITIVE_INFINITY, () => {
      fired = true;
    })
    .cancel();
  network.clock.schedule(Number.POSITIVE_INFINITY, () => {
    fired = true;
  });
  await network.settle({ horizon: Number.POSITIVE_INFINITY });
  expect([fired, network.now]).toEqual([false, 0]);
});
