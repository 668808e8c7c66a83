import type { Invariant } from "./violation.js";

/** A change of the sources that breaks an invariant. */
export interface Mutant {
  readonly name: string;
  /** What has to notice it. */
  readonly breaks: Invariant;
  readonly edits: readonly Edit[];
}

/** Replaces a text, which has to be there, in a file below `packages/`. */
export interface Edit {
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

const MACHINE = "svs-core/src/machine/sync-machine.ts";
const TIMER = "svs-core/src/machine/sync-timer.ts";
const REPAIR = "svs-core/src/machine/quiet-repair.ts";
const DELIVERY = "svs-core/src/delivery/delivery-session.ts";

/** Every invariant has at least one. */
export const MUTANTS: readonly Mutant[] = [
  {
    name: "a lower number replaces a higher one",
    breaks: "state never goes back",
    edits: [
      { file: "svs-tlv/src/compare-encoded.ts", find: "(theirs > mine)", replace: "(theirs !== mine)" },
      {
        file: "svs-tlv/src/apply-ranges.ts",
        find: "if (rows.table.seqNo[row]! < high)",
        replace: "if (rows.table.seqNo[row]! !== high)",
      },
    ],
  },
  {
    name: "one number too many is learnt",
    breaks: "nothing is invented",
    edits: [
      {
        file: "svs-tlv/src/apply-ranges.ts",
        find: "rows.insert(~row, node, bootstrapTime, high, stamp)",
        replace: "rows.insert(~row, node, bootstrapTime, high + 1, stamp)",
      },
    ],
  },
  {
    name: "of several ranges only the first is told",
    breaks: "updates tile",
    edits: [
      {
        file: MACHINE,
        find: 'type: "update", ranges }',
        replace: 'type: "update", ranges: ranges.slice(0, 1) }',
      },
    ],
  },
  {
    name: "the periodic timer is half as long again",
    breaks: "one timer",
    edits: [
      { file: TIMER, find: "periodic * (1 + periodicJitter", replace: "periodic * (1.5 + periodicJitter" },
    ],
  },
  {
    name: "the timer runs on while the link is down",
    breaks: "one timer",
    edits: [{ file: MACHINE, find: "this.timer.stop();", replace: "" }],
  },
  {
    name: "news do not shorten the interval",
    breaks: "one timer",
    edits: [{ file: REPAIR, find: "this.restart(now);\n    this.isShared", replace: "this.isShared" }],
  },
  {
    name: "repeats come at intervals that do not grow",
    breaks: "one timer",
    edits: [{ file: REPAIR, find: "Math.max(2 * this.current, ", replace: "Math.max(this.current, 0 * " }],
  },
  {
    name: "adapted answers wait twice as long as they may",
    breaks: "one timer",
    edits: [
      {
        file: TIMER,
        find: "Math.min(GROWTH * delay * steepness, SUPPRESSION_MAX",
        replace: "Math.max(GROWTH * delay * steepness, 20",
      },
    ],
  },
  {
    name: "a member repeats at once what it has just said",
    breaks: "repeats apart",
    edits: [{ file: TIMER, find: "REPEAT_MIN = 500", replace: "REPEAT_MIN = 0" }],
  },
  {
    name: "an earlier deadline is not armed",
    breaks: "one timer",
    edits: [
      {
        file: "svs-core/src/machine-driver.ts",
        find: "deadline < this.timerDue",
        replace: "this.timerDue === Number.POSITIVE_INFINITY",
      },
    ],
  },
  {
    name: "every suppression is answered",
    breaks: "one repair",
    edits: [
      {
        file: MACHINE,
        find: "this.merged.isOutdated(this.vector)",
        replace: "this.merged.isOutdated(this.vector) || true",
      },
    ],
  },
  {
    name: "numbers are written in two octets at least",
    breaks: "canonical packets",
    edits: [
      {
        file: "svs-tlv/src/non-negative-integer.ts",
        find: "value <= 0xff ? 1 : value <= 0xffff",
        replace: "value <= 0xffff",
      },
    ],
  },
  {
    name: "what is outdated only of news is answered too",
    breaks: "as specified",
    edits: [
      {
        file: MACHINE,
        find: "arrivedAt - behindSince < timers.suppression",
        replace: "arrivedAt - behindSince < Number.NEGATIVE_INFINITY",
      },
    ],
  },
  {
    name: "bootstrap times in the far future are used",
    breaks: "as specified",
    edits: [
      { file: MACHINE, find: "BOOTSTRAP_AHEAD_MAX = 86_400", replace: "BOOTSTRAP_AHEAD_MAX = 86_400_000" },
    ],
  },
  {
    name: "every number is believed",
    breaks: "as specified",
    edits: [
      {
        file: "svs-core/src/machine/admission.ts",
        find: "if (rise <= jumpMax) {",
        replace: "if (rise <= Number.MAX_VALUE) {",
      },
    ],
  },
  {
    name: "bootstrap times of long ago are passed on",
    breaks: "as specified",
    edits: [
      {
        file: "svs-core/src/machine/admission.ts",
        find: "age > bootstrapAgeMax",
        replace: "age > Number.MAX_VALUE",
      },
    ],
  },
  {
    name: "the same outdated packet is answered again and again",
    breaks: "as specified",
    edits: [
      {
        file: "svs-core/src/machine/answered-digests.ts",
        find: "this.answered[known]!.at < this.period",
        replace: "this.answered[known]!.at < 0",
      },
    ],
  },
  {
    name: "an empty vector is answered once, and never again",
    breaks: "as specified",
    edits: [
      {
        file: "svs-core/src/machine/signers.ts",
        find: "JOINS_MAX = 8",
        replace: "JOINS_MAX = 1",
      },
    ],
  },
  {
    name: "what is heard in suppression is not merged",
    breaks: "one repair",
    edits: [{ file: MACHINE, find: "this.merged.addEverything();", replace: "" }],
  },
  {
    name: "an own publication is no recent update",
    breaks: "as specified",
    edits: [
      {
        file: MACHINE,
        find: "this.vector.set(node, bootstrapTime, seqNo, now.monotonic);",
        replace: "this.vector.set(node, bootstrapTime, seqNo);",
      },
    ],
  },
  {
    name: "what comes first is delivered first",
    breaks: "delivery in order",
    edits: [
      {
        file: DELIVERY,
        find: "while (series.early.has(series.expected)) {",
        replace: "for (const early of [...series.early.keys()]) { series.expected = early;",
      },
    ],
  },
  {
    name: "what is handed out counts as delivered",
    breaks: "delivery in order",
    edits: [
      {
        file: DELIVERY,
        find: "this.handed = first;",
        replace: "this.handed = first; this.context.onDelivered(first.series, first.seqNo);",
      },
    ],
  },
  {
    name: "every life has the same bootstrap time",
    breaks: "one content",
    edits: [
      {
        file: "svs-core/src/own-nodes.ts",
        find: "Math.max(now, last + 1)",
        replace: "1_767_225_600",
      },
    ],
  },
  {
    name: "a fetch that timed out is never repeated",
    breaks: "convergence",
    edits: [
      {
        file: "svs-core/src/delivery/packet-fetcher.ts",
        find: "const wanted = Math.min(",
        replace: "const wanted = Number.MAX_VALUE + Math.min(",
      },
    ],
  },
  {
    name: "chance comes from elsewhere",
    breaks: "repeatable",
    edits: [{ file: TIMER, find: "const u = this.random();", replace: "const u = Math.random();" }],
  },
  {
    name: "a timeout ends the reading",
    breaks: "no error",
    edits: [
      {
        file: "svs-core/src/delivery/packet-fetcher.ts",
        find: 'new Set(["timeout", ',
        replace: "new Set([",
      },
    ],
  },
];
