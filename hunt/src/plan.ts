import { SeededRandom } from "@svs/transport-memory";

/** What a run does to its members and their network, all of it drawn from the seed. */
export interface Plan {
  readonly seed: number;
  readonly topology: "star" | "line" | "ring" | "mesh";
  readonly names: readonly string[];
  /** Milliseconds of every link: at least, and at most more. */
  readonly delay: number;
  readonly jitter: number;
  /** Timers of section 4.1, in milliseconds: shorter than usual in most runs, so that more happens. */
  readonly timers: { readonly periodic: number; readonly suppression: number };
  /** Whether members do more than is specified. */
  readonly extras: { readonly quietRepair: boolean; readonly adaptiveTimers: boolean };
  /** Milliseconds by which the wall clocks are ahead. */
  readonly skews: readonly number[];
  readonly events: readonly PlannedEvent[];
  /** When all that is wrong ends, in milliseconds. */
  readonly healAt: number;
  /** Who comes back, and has to agree with the others in the end. */
  readonly core: readonly string[];
}

/** Something that happens at a moment; what lasts ends at `until`. */
export type PlannedEvent = { readonly at: number } & (
  | { readonly what: "publish"; readonly member: string; readonly octets: number }
  | { readonly what: "loss"; readonly probability: number; readonly until: number }
  | {
      readonly what: "duplicate";
      readonly probability: number;
      readonly spacing: number;
      readonly until: number;
    }
  | { readonly what: "reorder"; readonly probability: number; readonly until: number }
  | { readonly what: "corrupt"; readonly probability: number; readonly until: number }
  | {
      readonly what: "partition";
      readonly groups: readonly (readonly string[])[];
      readonly oneWay: boolean;
      readonly until: number;
    }
  | { readonly what: "clog"; readonly from: string; readonly to: string; readonly until: number }
  | { readonly what: "disconnect"; readonly member: string; readonly until: number }
  | { readonly what: "forwarder crash"; readonly forwarder: string; readonly until: number }
  | {
      readonly what: "crash";
      readonly member: string;
      readonly keepsStores: boolean;
      readonly until: number;
    }
  | { readonly what: "byzantine"; readonly trick: Trick; readonly victim: string }
);

/** What an authenticated member that keeps to no rule sends. */
export const TRICKS = [
  "jump",
  "another's number",
  "future bootstrap",
  "past bootstrap",
  "huge number",
  "damaged vector",
  "bad signature",
  "old vector again",
  "old packet again",
  "empty vector",
] as const;

export type Trick = (typeof TRICKS)[number];

const ALL_NAMES = ["alice", "bob", "carol", "dave", "erin"] as const;

/** Draws a run. */
export function drawPlan(seed: number): Plan {
  const random = SeededRandom.of(seed).fork("plan");
  const pick = <T>(of: readonly T[]): T => of[random.below(of.length)]!;
  const between = (low: number, high: number): number => low + random.below(high - low + 1);

  const names = ALL_NAMES.slice(0, between(3, ALL_NAMES.length));
  const topology = pick(["star", "star", "line", "ring", "mesh"] as const);
  const periodic = pick([2_000, 5_000, 30_000]);
  const healAt = pick([8_000, 15_000, 25_000]);
  const events: PlannedEvent[] = [];

  for (let left = between(3, 14); left > 0; left--) {
    const segmented = random.chance(0.1);
    const octets = segmented ? between(8_000, 30_000) : between(0, 200);
    const burst = random.chance(0.2) ? between(2, 5) : 1;
    const at = random.below(healAt);
    const member = pick(names);
    for (let i = 0; i < burst; i++) {
      events.push({ at, what: "publish", member, octets });
    }
  }
  const during = (): { at: number; until: number } => {
    const at = random.below(healAt - 1_000);
    return { at, until: at + between(200, Math.min(8_000, healAt - at)) };
  };
  if (random.chance(0.7)) {
    events.push({ at: 0, what: "loss", probability: random.next() * 0.3, until: healAt });
  }
  if (random.chance(0.4)) {
    events.push({
      at: 0,
      what: "duplicate",
      probability: random.next() * 0.3,
      spacing: random.below(400),
      until: healAt,
    });
  }
  if (random.chance(0.3)) {
    events.push({ at: 0, what: "reorder", probability: random.next() * 0.2, until: healAt });
  }
  if (random.chance(0.2)) {
    events.push({ at: 0, what: "corrupt", probability: random.next() * 0.05, until: healAt });
  }
  for (let left = random.below(3); left > 0; left--) {
    const cut = between(1, names.length - 1);
    const shuffled = [...names].sort((a, b) => order(a) - order(b));
    events.push({
      ...during(),
      what: "partition",
      groups: [shuffled.slice(0, cut), shuffled.slice(cut)],
      oneWay: random.chance(0.5),
    });
  }
  for (let left = random.below(2); left > 0; left--) {
    const from = pick(names);
    events.push({ ...during(), what: "clog", from, to: pick(names.filter((name) => name !== from)) });
  }
  for (let left = random.below(2); left > 0; left--) {
    events.push({ ...during(), what: "disconnect", member: pick(names) });
  }
  if (random.chance(0.15)) {
    const forwarder = topology === "star" ? "hub" : `${pick(names)}.fw`;
    events.push({ ...during(), what: "forwarder crash", forwarder });
  }
  // One at a time of a member: it crashes, and is back 1.5 s later or more.
  for (const member of names) {
    if (random.chance(0.35)) {
      const at = random.below(healAt - 2_000);
      const until = at + between(1_500, Math.max(1_500, healAt - at));
      events.push({ at, what: "crash", member, keepsStores: random.chance(0.6), until });
    }
  }
  if (random.chance(0.4)) {
    for (let left = between(1, 6); left > 0; left--) {
      events.push({ at: random.below(healAt), what: "byzantine", trick: pick(TRICKS), victim: pick(names) });
    }
  }
  const extras = SeededRandom.of(seed).fork("extras");
  const core = names.filter(() => random.chance(0.85));
  return {
    seed,
    topology,
    names,
    delay: pick([0, 1, 10, 30, 100]),
    jitter: pick([0, 0, 5, 50]),
    timers: { periodic, suppression: pick([200, 200, 50, 500]) },
    extras: { quietRepair: extras.chance(0.8), adaptiveTimers: extras.chance(0.5) },
    skews: names.map(() => (random.chance(0.3) ? between(-7_200_000, 7_200_000) : 0)),
    events: events.sort((a, b) => a.at - b.at),
    healAt,
    core: core.length >= 2 ? core : names.slice(0, 2),
  };

  function order(name: string): number {
    return SeededRandom.of(seed).fork(`order ${name} ${events.length}`).next();
  }
}

/** The plan as a person reads it, a line each. */
export function planLines(plan: Plan): string[] {
  const { topology, names, delay, jitter, timers, extras, skews, healAt, core } = plan;
  const skewed = names
    .filter((_, i) => skews[i] !== 0)
    .map((name) => `${name} ${skews[names.indexOf(name)]! / 1000} s`);
  return [
    `${topology} of ${names.join(", ")}; links ${delay}+${jitter} ms; periodic ${timers.periodic} ms, suppression ${timers.suppression} ms`,
    `quiet repair ${extras.quietRepair ? "on" : "off"}, timers ${extras.adaptiveTimers ? "adaptive" : "as specified"}`,
    ...(skewed.length > 0 ? [`clocks ahead: ${skewed.join(", ")}`] : []),
    ...plan.events.map(({ at, what, ...rest }) => `${at} ms: ${what} ${JSON.stringify(rest)}`),
    `${healAt} ms: all ends; ${core.join(", ")} are to agree`,
  ];
}
