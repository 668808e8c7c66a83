import { describe, expect, test } from "vitest";
import {
  type ComplianceCase,
  ComplianceFailure,
  type Runner,
  runCase,
  runSuite,
  type Venue,
} from "../src/index.js";

interface Domain extends AsyncDisposable {
  readonly number: number;
}

/** A venue that notes what becomes of its domains. */
function venue(onDispose: () => void = () => undefined): {
  venue: Venue<Domain, "deep" | "wide">;
  seen: string[];
} {
  const seen: string[] = [];
  let number = 0;
  return {
    seen,
    venue: {
      title: "a venue",
      capabilities: { deep: true, wide: false },
      open: async () => {
        number += 1;
        const mine = number;
        seen.push(`open ${mine}`);
        return {
          number: mine,
          [Symbol.asyncDispose]: async () => {
            seen.push(`dispose ${mine}`);
            onDispose();
          },
        };
      },
    },
  };
}

function aCase(id: string, needs: readonly ("deep" | "wide")[], run: (domain: Domain) => Promise<void>) {
  return { id, title: `keeps the rule of ${id}`, needs, run } satisfies ComplianceCase<
    Domain,
    "deep" | "wide"
  >;
}

const passes = aCase("port/topic/passes", [], async () => undefined);
const breaks = aCase("port/topic/breaks", [], async () => {
  throw new ComplianceFailure("seen this, expected that");
});

/** A runner that writes down what it is given. */
function recorder(): { runner: Runner; told: string[]; bodies: Map<string, () => Promise<void>> } {
  const told: string[] = [];
  const bodies = new Map<string, () => Promise<void>>();
  const note =
    (kind: string) =>
    (title: string, body: () => Promise<void>): void => {
      told.push(`${kind} ${title}`);
      bodies.set(title, body);
    };
  const runner: Runner = {
    describe: (title, body) => {
      told.push(`describe ${title}`);
      body();
      told.push("end");
    },
    test: note("test"),
    skip: note("skip"),
  };
  return { runner, told, bodies };
}

describe("runSuite", () => {
  test("hands over a test for each case, and skips by name what the venue cannot", () => {
    const { runner, told } = recorder();
    const needsDeep = aCase("port/topic/deep", ["deep"], async () => undefined);
    const needsBoth = aCase("port/topic/both", ["deep", "wide"], async () => undefined);
    runSuite([passes, needsDeep, needsBoth], venue().venue, runner);
    expect(told).toEqual([
      "describe a venue",
      "test port/topic/passes: keeps the rule of port/topic/passes",
      "test port/topic/deep: keeps the rule of port/topic/deep",
      "skip port/topic/both: keeps the rule of port/topic/both (not without: wide)",
      "end",
    ]);
  });

  test("gives every case a fresh domain, and opens none before a test runs", async () => {
    const { runner, bodies } = recorder();
    const { venue: one, seen } = venue();
    const numbers: number[] = [];
    const cases = ["a", "b"].map((id) =>
      aCase(id, [], async ({ number }) => {
        numbers.push(number);
      }),
    );
    runSuite(cases, one, runner);
    expect(seen).toEqual([]);
    for (const body of bodies.values()) {
      await body();
    }
    expect(numbers).toEqual([1, 2]);
    expect(seen).toEqual(["open 1", "dispose 1", "open 2", "dispose 2"]);
  });
});

describe("runCase", () => {
  test("tells which rule was broken, and keeps the error underneath", async () => {
    const { venue: one, seen } = venue();
    const failure = await runCase(breaks, one).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(ComplianceFailure);
    const { message, cause } = failure as ComplianceFailure;
    expect(message).toBe("port/topic/breaks (keeps the rule of port/topic/breaks): seen this, expected that");
    expect(cause).toBeInstanceOf(ComplianceFailure);
    expect(seen).toEqual(["open 1", "dispose 1"]);
  });

  test("tells an error that no rule foresaw from a broken rule", async () => {
    const mistake = new TypeError("x is not a function");
    const stumbles = aCase("port/topic/stumbles", [], () => Promise.reject(mistake));
    const failure = await runCase(stumbles, venue().venue).catch((error: unknown) => error);
    expect((failure as ComplianceFailure).message).toMatch(/: unexpected: TypeError: x is not a function$/);
    expect((failure as ComplianceFailure).cause).toBe(mistake);
  });

  test("fails a case that passed if its domain cannot be closed", async () => {
    const stuck = venue(() => {
      throw new Error("a socket is left");
    });
    await expect(runCase(passes, stuck.venue)).rejects.toThrow(/^port\/topic\/passes: .*a socket is left$/);
  });

  test("tells of the broken rule even if the domain cannot be closed either", async () => {
    const stuck = venue(() => {
      throw new Error("a socket is left");
    });
    await expect(runCase(breaks, stuck.venue)).rejects.toThrow(/: seen this, expected that$/);
  });
});
