import type { Millis } from "@svs/core";
import type { SeededRandom } from "@svs/transport-memory";
import type { Crash, Partition, Publishers, Publishing, Scenario } from "./scenario.js";

/** What a scenario has happen at a moment. */
export type Happening =
  | { readonly at: Millis; readonly what: "join"; readonly member: number }
  | { readonly at: Millis; readonly what: "publish"; readonly member: number; readonly count: number }
  | { readonly at: Millis; readonly what: "crash"; readonly member: number }
  | { readonly at: Millis; readonly what: "restart"; readonly member: number; readonly keepsState: boolean }
  | { readonly at: Millis; readonly what: "cut"; readonly cut: Cut }
  | { readonly at: Millis; readonly what: "mend"; readonly cut: Cut };

/** A partition with its groups told by name. */
export interface Cut {
  readonly groups: readonly (readonly number[])[];
  readonly oneWay: boolean;
}

/** Everything that a scenario plans, in the order of time; what is at one moment in the order of the scenario. */
export function timeline(scenario: Scenario, random: SeededRandom): Happening[] {
  const { members, duration, joinWithin = 1000 } = scenario;
  const joining = random.fork("joining");
  const happenings: Happening[] = [];
  for (let member = 0; member < members; member++) {
    happenings.push({ at: joining.next() * joinWithin, what: "join", member });
  }
  listOfPublishing(scenario).forEach((publishing, i) => {
    happenings.push(...publications(publishing, scenario, random.fork(`publications ${i}`)));
  });
  for (const partition of scenario.partitions ?? []) {
    happenings.push(...partitioned(partition, scenario));
  }
  for (const crash of scenario.crashes ?? []) {
    happenings.push(...crashes(crash));
  }
  return happenings.filter(({ at }) => at < duration).sort((a, b) => a.at - b.at);
}

function* publications(
  publishing: Publishing,
  scenario: Scenario,
  random: SeededRandom,
): Generator<Happening> {
  switch (publishing.pattern) {
    case "once": {
      const { at, by: member = 0, count = 1 } = publishing;
      yield { at, what: "publish", member, count };
      return;
    }
    case "list":
      for (const [at, member] of publishing.publications) {
        yield { at, what: "publish", member, count: 1 };
      }
      return;
    case "regular": {
      const { every, from = 0, until = scenario.duration, by } = publishing;
      const publishers = numbersOf(by, scenario.members);
      for (let i = 0, at = from; at < until; at = from + ++i * every) {
        yield { at, what: "publish", member: publishers[i % publishers.length]!, count: 1 };
      }
      return;
    }
    case "poisson": {
      const { rate, from = 0, until = scenario.duration, by } = publishing;
      const publishers = numbersOf(by, scenario.members);
      const pause = (): Millis => (-1000 / rate) * Math.log1p(-random.next());
      for (let at = from + pause(); at < until; at += pause()) {
        yield { at, what: "publish", member: publishers[random.below(publishers.length)]!, count: 1 };
      }
    }
  }
}

function partitioned(
  { at, until, groups = 2, oneWay = false }: Partition,
  { members }: Scenario,
): Happening[] {
  const cut: Cut = { groups: typeof groups === "number" ? parts(members, groups) : groups, oneWay };
  const begin: Happening = { at, what: "cut", cut };
  return until === undefined ? [begin] : [begin, { at: until, what: "mend", cut }];
}

function parts(members: number, count: number): number[][] {
  const groups: number[][] = Array.from({ length: count }, () => []);
  for (let member = 0; member < members; member++) {
    groups[Math.floor((member * count) / members)]!.push(member);
  }
  return groups;
}

function* crashes({
  member,
  at,
  until,
  keepsState = true,
  every = 0,
  times = 1,
}: Crash): Generator<Happening> {
  for (let i = 0; i < times; i++) {
    yield { at: at + i * every, what: "crash", member };
    if (until !== undefined) {
      yield { at: until + i * every, what: "restart", member, keepsState };
    }
  }
}

function numbersOf(publishers: Publishers = "all", members: number): readonly number[] {
  return publishers === "all" ? Array.from({ length: members }, (_, i) => i) : publishers;
}

/** The ways in which a scenario publishes. */
export function listOfPublishing({ publications }: Scenario): readonly Publishing[] {
  if (publications === undefined) {
    return [];
  }
  return "pattern" in publications ? [publications] : publications;
}
