import { SvsError } from "@svs/core";
import { describe, expect, it } from "vitest";
import { checkScenario } from "../src/check-scenario.js";
import { preset, presetNames } from "../src/presets.js";
import { withSetting } from "../src/settings.js";

const GOOD = { name: "good", members: 3, duration: 1000 };

describe("a scenario from outside", () => {
  it.each(presetNames())("%s, which comes along, is one, and is called so", (name) => {
    expect(preset(name)).toMatchObject({ name });
  });

  it("is taken as it is", () => {
    expect(checkScenario(GOOD)).toEqual(GOOD);
  });

  it.each([
    [{ ...GOOD, members: 0 }, "The scenario's members must be a whole number from 1, and is 0."],
    [{ ...GOOD, loss: 2 }, "The scenario's loss must be from 0 to 1, and is 2."],
    [{ ...GOOD, delay: -1 }, "The scenario's delay must be a number of milliseconds from 0, and is -1."],
    [{ ...GOOD, los: 0.1 }, "A scenario has no los."],
    [{ name: "good", members: 3 }, "A scenario needs duration."],
    [
      { ...GOOD, dialect: "v9" },
      'The scenario\'s dialect must be one of v3, v2, ndnd, python, python-0.2, and is "v9".',
    ],
    [{ ...GOOD, timers: { periodik: 1 } }, "A scenario has no timers.periodik."],
    [{ ...GOOD, options: { verifyMin: 1 } }, "A scenario has no options.verifyMin."],
    [
      { ...GOOD, publications: { pattern: "poisson", rate: 0 } },
      "The scenario's publications.rate must be a number of publications per second above 0, and is 0.",
    ],
    [{ ...GOOD, publications: [{ pattern: "once" }] }, "A scenario needs publications.0.at."],
    [
      { ...GOOD, crashes: [{ member: 3, at: 1 }] },
      "The scenario's crashes.member is member 3, and its members are 0 to 2.",
    ],
    [
      { ...GOOD, topology: { links: [[0, 7]] } },
      "The scenario's topology.links is member 7, and its members are 0 to 2.",
    ],
    [
      { ...GOOD, partitions: [{ at: 10, until: 5 }] },
      "The scenario's partitions.0.until must be after partitions.0.at, which is 10, and is 5.",
    ],
    ["nothing", 'A scenario must be an object, and is "nothing".'],
  ])("is refused with a sentence: %j", (scenario, sentence) => {
    expect(() => checkScenario(scenario)).toThrow(new SvsError("invalid-argument", sentence));
  });

  it("is told everything that is wrong at once", () => {
    expect(() => checkScenario({ ...GOOD, loss: 2, delay: -1 })).toThrow(/delay must.*\n.*loss must/);
  });
});

describe("another value in one place", () => {
  it("may lie deep, where nothing was", () => {
    expect(withSetting(GOOD, "timers.suppression", 500).timers).toEqual({ suppression: 500 });
  });

  it("may lie in a list", () => {
    const scenario = { ...GOOD, crashes: [{ member: 1, at: 5 }] };
    expect(withSetting(scenario, "crashes.0.at", 7).crashes).toEqual([{ member: 1, at: 7 }]);
    expect(scenario.crashes[0]!.at).toBe(5);
  });

  it("is checked", () => {
    expect(() => withSetting(GOOD, "delay", "long")).toThrow(SvsError);
  });
});
