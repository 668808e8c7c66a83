import type { Name } from "@ndn/packet";
import type { Millis } from "@svs/core";
import { CHAT_DIALECTS, chatDialect, DEFAULT_DIALECT } from "../chat-dialect.js";
import { shownName } from "../chat-name.js";
import { DEFAULT_GROUP } from "../command-line.js";
import type { Finding } from "./finding.js";
import type { HeardDialect } from "./heard-dialect.js";

/** What is known of a group's members. */
export interface GroupEvidence {
  readonly group: Name;
  /** How long was listened. */
  readonly listen: Millis;
  readonly heard: readonly HeardDialect[];
  /** How many connections of the forwarder have registered the group, the doctor's own not among them. */
  readonly registered: number;
}

/** Idle members announce every 30 s, more or less 10 %. */
const IDLE: Millis = 33_000;

/** Says who is there, and how to talk with them: a line for each dialect, or one that nobody is. */
export function dialectFindings(evidence: GroupEvidence): Finding[] {
  const { group, heard } = evidence;
  const findings = heard.flatMap((dialect) => [
    ...(dialect.sound > 0 ? [spokenFinding(group, dialect)] : []),
    ...unusableFindings(group, dialect),
  ]);
  return findings.length > 0 ? findings : [nobodyFinding(evidence)];
}

function spokenFinding(group: Name, heard: HeardDialect): Finding {
  const { shape } = heard;
  const name = CHAT_DIALECTS.find((each) => chatDialect(each) === shape.dialect);
  const who = `Heard ${shape.title} in ${shownName(group)} (${shownMembers(heard)})`;
  if (name === DEFAULT_DIALECT) {
    return { verdict: "ok", sentence: `${who}, the chat's own dialect.` };
  }
  return {
    verdict: "warning",
    sentence:
      name === undefined
        ? `${who}, which the chat does not speak; a program can, with @svs/core/dialects.`
        : `${who}; to talk with them: ${chatCommand(group, `--dialect ${name}`)}.`,
  };
}

function unusableFindings(group: Name, heard: HeardDialect): Finding[] {
  const { shape, keySigned, damaged, malformed } = heard;
  const among = `of ${shape.title} in ${shownName(group)}`;
  const findings: Finding[] = [];
  if (keySigned > 0) {
    findings.push({
      verdict: "warning",
      sentence: `Heard ${keySigned} Sync ${interests(keySigned)} ${among} signed with keys, which a chat without them ignores; to join a private room: --secret, and a program: the option syncVerifier of @svs/core.`,
    });
  }
  const broken = malformed + damaged;
  if (broken > 0) {
    findings.push({
      verdict: "warning",
      sentence: `Heard ${broken} Sync ${interests(broken)} ${among} that ${broken === 1 ? "is" : "are"} malformed or damaged, which everybody ignores; --log-level debug shows them.`,
    });
  }
  return findings;
}

function nobodyFinding({ group, listen, registered }: GroupEvidence): Finding {
  const nobody = `Nobody was heard in ${shownName(group)} during ${listen / 1000} s`;
  const patience =
    listen < IDLE ? `; --listen ${Math.ceil(IDLE / 1000)} waits for idle ones to announce` : "";
  const who =
    registered === 0
      ? `: begin with ${chatCommand(group, "-n NAME")}, or look in another group with -gp PREFIX`
      : `, though ${registered === 1 ? "one program has" : `${registered} programs have`} registered it at the forwarder: nothing may have been published yet`;
  return { verdict: "note", sentence: `${nobody}${who}${patience}.` };
}

function shownMembers({ members, partial }: HeardDialect): string {
  if (members === 0) {
    return "nothing published yet";
  }
  return `${partial ? "more than " : ""}${members} ${members === 1 ? "member" : "members"}`;
}

function interests(count: number): string {
  return count === 1 ? "Interest" : "Interests";
}

function chatCommand(group: Name, rest: string): string {
  return `svs-chat ${group.equals(DEFAULT_GROUP) ? "" : `-gp ${shownName(group)} `}${rest}`;
}
