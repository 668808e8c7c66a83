import type { Millis } from "@svs/core";
import type { Finding } from "./finding.js";
import { shownSpan } from "./shown-span.js";

/** What was seen of other clocks. */
export interface ClockEvidence {
  /** The latest bootstrap time of a member, in milliseconds since 1970; `undefined` if none was heard. */
  readonly latestBootstrap?: Millis | undefined;
  /** How far the clocks of others are ahead of ours, and whose they are. */
  readonly others: readonly OtherClock[];
}

/** A clock that told its time. */
export interface OtherClock {
  /** Whose it is: "the forwarder's". */
  readonly whose: string;
  /** How far it is ahead of ours; negative if it is behind. */
  readonly ahead: Millis;
}

/** State Vector Sync 3 is not older than that. */
const BORN = Date.UTC(2026, 0);
/** What differs less is no matter to anybody. */
const TOLERANCE: Millis = 5_000;
/** Section 3, Bootstrap Time: vectors of those who began later than so much from now are ignored. */
const BOOTSTRAP_AHEAD_MAX: Millis = 86_400_000;

const SET_IT = "set this machine's clock (timedatectl set-ntp true)";

/**
 * Judges this machine's clock. It matters: a member's bootstrap time is the time at which it began.
 * @param now - what our clock says, in milliseconds since 1970.
 */
export function clockFinding(now: Millis, { latestBootstrap = 0, others }: ClockEvidence): Finding {
  if (now < BORN) {
    return failed(
      `The clock says ${shownTime(now)}, which is long past, and the chat ignores members that seem to come from the future`,
    );
  }
  const bootstrapAhead = latestBootstrap - now;
  const other = others.reduce<OtherClock | undefined>(
    (worst, each) => (Math.abs(each.ahead) > Math.abs(worst?.ahead ?? 0) ? each : worst),
    undefined,
  );
  if (bootstrapAhead > BOOTSTRAP_AHEAD_MAX) {
    return failed(
      `By this clock, which says ${shownTime(now)}, a member began ${shownSpan(bootstrapAhead)} from now, and the chat ignores all that is said with it`,
      " or that member's",
    );
  }
  if (other !== undefined && Math.abs(other.ahead) > BOOTSTRAP_AHEAD_MAX) {
    const outcome = other.ahead > 0 ? "the chat may ignore the others" : "the others may ignore this chat";
    return failed(`${difference(other, now)}, and ${outcome}`, ", if it is the wrong one");
  }
  if (other !== undefined && Math.abs(other.ahead) > TOLERANCE) {
    return warning(difference(other, now), ", if it is the wrong one");
  }
  if (bootstrapAhead > TOLERANCE) {
    return warning(
      `By this clock, which says ${shownTime(now)}, a member began ${shownSpan(bootstrapAhead)} from now`,
      " or that member's",
    );
  }
  const sentence = `The clock says ${shownTime(now)}, and nothing that was heard contradicts it.`;
  return { verdict: "ok", sentence };
}

function difference({ whose, ahead }: OtherClock, now: Millis): string {
  const where = ahead > 0 ? "behind" : "ahead of";
  return `This clock, which says ${shownTime(now)}, is ${shownSpan(Math.abs(ahead))} ${where} ${whose}`;
}

function failed(what: string, whose = ""): Finding {
  return { verdict: "failed", sentence: `${what}; ${SET_IT}${whose}.` };
}

function warning(what: string, whose: string): Finding {
  return { verdict: "warning", sentence: `${what}; ${SET_IT}${whose}.` };
}

/** To the minute. */
function shownTime(time: Millis): string {
  return `${new Date(time).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
