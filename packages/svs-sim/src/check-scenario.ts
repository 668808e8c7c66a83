import { SvsError, v3 } from "@svs/core";
import * as v from "valibot";
import { DIALECTS } from "./dialects.js";
import type { Scenario } from "./scenario.js";
import { SWITCHES } from "./switches.js";
import { listOfPublishing } from "./timeline.js";

const fromZero = (unit: string) => {
  const message = `must be a number of ${unit} from 0`;
  return v.pipe(v.number(message), v.finite(message), v.minValue(0, message));
};
const aboveZero = (unit: string) => {
  const message = `must be a number of ${unit} above 0`;
  return v.pipe(v.number(message), v.finite(message), v.gtValue(0, message));
};
const whole = (least: number) => {
  const message = `must be a whole number from ${least}`;
  return v.pipe(v.number(message), v.safeInteger(message), v.minValue(least, message));
};
const share = () => {
  const message = "must be from 0 to 1";
  return v.pipe(v.number(message), v.minValue(0, message), v.maxValue(1, message));
};
const millis = () => fromZero("milliseconds");
const member = () => whole(0);
const flag = () => v.boolean("must be true or false");
const text = () => v.string("must be a text");
const members = () => v.array(member(), "must be a list of numbers of members");
const publishers = () =>
  v.union(
    [v.literal("all"), v.pipe(members(), v.minLength(1, "must name a member"))],
    'must be "all" or a list of numbers of members',
  );
const picked = <const N extends readonly string[]>(names: N) =>
  v.picklist(names, `must be one of ${names.join(", ")}`);

function mapped<T>(names: readonly string[], value: () => T): Record<string, T> {
  return Object.fromEntries(names.map((name) => [name, value()]));
}

const publishing = v.variant(
  "pattern",
  [
    v.strictObject({
      pattern: v.literal("once"),
      at: millis(),
      by: v.optional(member()),
      count: v.optional(whole(1)),
    }),
    v.strictObject({
      pattern: v.literal("regular"),
      every: aboveZero("milliseconds"),
      from: v.optional(millis()),
      until: v.optional(millis()),
      by: v.optional(publishers()),
    }),
    v.strictObject({
      pattern: v.literal("poisson"),
      rate: aboveZero("publications per second"),
      from: v.optional(millis()),
      until: v.optional(millis()),
      by: v.optional(publishers()),
    }),
    v.strictObject({
      pattern: v.literal("list"),
      publications: v.array(
        v.strictTuple([millis(), member()], "must be a moment in milliseconds and the number of a member"),
        "must be a list",
      ),
    }),
  ],
  'must be "once", "regular", "poisson" or "list"',
);

const SCENARIO = v.strictObject({
  name: v.pipe(text(), v.regex(/^[\w.-]+$/, "must consist of letters, digits, and the signs _ . -")),
  description: v.optional(text()),
  members: whole(1),
  duration: aboveZero("milliseconds"),
  joinWithin: v.optional(millis()),
  history: v.optional(whole(0)),
  topology: v.optional(
    v.union(
      [
        v.picklist(["medium", "star", "line", "ring", "mesh"]),
        v.strictObject({ links: v.array(v.strictTuple([member(), member()])) }),
      ],
      'must be "medium", "star", "line", "ring", "mesh", or { "links": [[0, 1], …] }',
    ),
  ),
  delay: v.optional(millis()),
  jitter: v.optional(millis()),
  loss: v.optional(share()),
  dialect: v.optional(picked(Object.keys(DIALECTS) as (keyof typeof DIALECTS)[])),
  // How far each may go is the machine's to judge.
  timers: v.optional(v.strictObject(mapped(Object.keys(v3.timers), () => v.optional(fromZero("units"))))),
  options: v.optional(v.strictObject(mapped(Object.keys(SWITCHES), () => v.optional(v.unknown())))),
  content: v.optional(whole(0)),
  publications: v.optional(v.lazy((value) => (Array.isArray(value) ? v.array(publishing) : publishing))),
  partitions: v.optional(
    v.array(
      v.strictObject({
        at: millis(),
        until: v.optional(millis()),
        groups: v.optional(
          v.union([whole(2), v.array(members())], "must be a number of parts from 2, or a list of groups"),
        ),
        oneWay: v.optional(flag()),
      }),
      "must be a list",
    ),
  ),
  crashes: v.optional(
    v.array(
      v.strictObject({
        member: member(),
        at: millis(),
        until: v.optional(millis()),
        keepsState: v.optional(flag()),
        every: v.optional(aboveZero("milliseconds")),
        times: v.optional(whole(1)),
      }),
      "must be a list",
    ),
  ),
  clocks: v.optional(v.strictObject({ skew: v.optional(millis()), drift: v.optional(share()) })),
});

/**
 * Checks what came from outside.
 * @throws SvsError `invalid-argument`, with a sentence for everything that is wrong.
 */
export function checkScenario(value: unknown): Scenario {
  const checked = v.safeParse(SCENARIO, value);
  if (!checked.success) {
    throw new SvsError("invalid-argument", checked.issues.map(sentence).join("\n"));
  }
  const scenario = checked.output as Scenario;
  const wrong = contradictions(scenario);
  if (wrong.length > 0) {
    throw new SvsError("invalid-argument", wrong.join("\n"));
  }
  return scenario;
}

/** Sentences on what fits the form, and cannot be. */
function contradictions(scenario: Scenario): string[] {
  const { members, duration } = scenario;
  const wrong: string[] = [];
  for (const [path, number] of membersNamed(scenario)) {
    if (number >= members) {
      wrong.push(`The scenario's ${path} is member ${number}, and its members are 0 to ${members - 1}.`);
    }
  }
  for (const [path, { at, until }] of [
    ...(scenario.partitions ?? []).map((partition, i) => [`partitions.${i}`, partition] as const),
    ...(scenario.crashes ?? []).map((crash, i) => [`crashes.${i}`, crash] as const),
  ]) {
    if (until !== undefined && until <= at) {
      wrong.push(`The scenario's ${path}.until must be after ${path}.at, which is ${at}, and is ${until}.`);
    }
  }
  const { joinWithin = 0 } = scenario;
  if (joinWithin > duration) {
    wrong.push(
      `The scenario's joinWithin must not be above its duration, ${duration}, and is ${joinWithin}.`,
    );
  }
  return wrong;
}

/** Every place that names a member, with its number. */
function* membersNamed(scenario: Scenario): Generator<readonly [path: string, member: number]> {
  for (const publishing of listOfPublishing(scenario)) {
    const { pattern } = publishing;
    if (pattern === "list") {
      yield* publishing.publications.map(([, member]) => ["publications", member] as const);
    } else if (typeof publishing.by === "number") {
      yield ["publications.by", publishing.by];
    } else if (publishing.by !== undefined && publishing.by !== "all") {
      yield* publishing.by.map((member) => ["publications.by", member] as const);
    }
  }
  for (const { groups } of scenario.partitions ?? []) {
    yield* (typeof groups === "object" ? groups.flat() : []).map(
      (member) => ["partitions.groups", member] as const,
    );
  }
  yield* (scenario.crashes ?? []).map(({ member }) => ["crashes.member", member] as const);
  if (typeof scenario.topology === "object") {
    yield* scenario.topology.links.flat().map((member) => ["topology.links", member] as const);
  }
}

function sentence(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue);
  if (issue.type === "strict_object" && issue.expected === "never") {
    return `A scenario has no ${path}.`;
  }
  if (path === null) {
    return `A scenario must be an object, and is ${issue.received}.`;
  }
  return issue.received === "undefined"
    ? `A scenario needs ${path}.`
    : `The scenario's ${path} ${wording(issue)}, and is ${issue.received}.`;
}

/** The library's own wording where none of ours was given. */
function wording(issue: v.BaseIssue<unknown>): string {
  return issue.message.startsWith("Invalid") ? `must be ${issue.expected ?? "another"}` : issue.message;
}
