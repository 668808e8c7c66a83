import { StateVector } from "@svs/tlv";
import type { SyncLimits } from "../../src/machine/sync-limits.js";
import { SyncMachine } from "../../src/machine/sync-machine.js";
import type { DropReason, Effect, Input, Now, SendCause } from "../../src/machine/types.js";
import { encodeVector, formatMillis, formatRanges, formatVector, nodeOf } from "./notation.js";

/** A Sync Interest that was sent, or that a scenario wrote. */
export interface ScenarioPacket {
  readonly label: string;
  readonly octets: Uint8Array;
  readonly digest: Uint8Array;
  readonly signer?: string | undefined;
}

export interface ScenarioMemberOptions {
  readonly name: string;
  /** Vector to begin with, as it is written; empty for none. */
  readonly vector: string;
  /** Bootstrap time of its publications, limits of the machine, and whether it does more than is specified: 1 for yes. */
  readonly numbers: Partial<SyncLimits> & {
    readonly boot?: number;
    readonly quietRepair?: number;
    readonly adaptiveTimers?: number;
  };
  readonly now: () => Now;
  readonly say: (answer: string) => void;
  /** Puts a Sync Interest on its way. */
  readonly send: (id: number, octets: Uint8Array) => void;
}

/** Where the specification says so. What has no section is this implementation's own. */
const CAUSE_SECTIONS: Readonly<Record<SendCause, string>> = {
  publication: " (4.2)",
  periodic: " (4.5 steady, expiration 1)",
  repeat: "",
  suppression: " (4.5 suppression, expiration 2)",
  "link-up": "",
  requested: "",
};

const DROP_SECTIONS: Readonly<Record<DropReason, string>> = {
  malformed: "",
  oversized: "",
  "verification-failed": "",
  "verify-queue-full": "",
  "future-bootstrap": " (3 bootstrap time)",
  "recently-updated": " (4.5 steady, outdated 1)",
  "answered-before": "",
  jump: "",
  "signer-quota": "",
  "vector-full": "",
  "long-name": "",
  "bootstrap-time": "",
  "unusable-entry": "",
};

/** For a change of phase, by what led to it. */
const PHASE_SECTIONS: Readonly<Record<Input["type"], string>> = {
  received: " (4.5 steady, outdated 2)",
  verified: " (4.5 steady, outdated 2)",
  published: " (6, transition 2)",
  vouched: "",
  timeout: " (4.5 suppression, expiration 3)",
  announce: "",
  signed: "",
  "sign-failed": "",
  "link-up": "",
  "link-down": "",
};

/** One machine of a scenario, with an owner that says aloud what the machine does. */
export class ScenarioMember {
  readonly name: string;
  private readonly machine: SyncMachine;
  private readonly bootstrapTime: number;
  private readonly draws: number[] = [];
  private signing: Extract<Effect, { type: "sign" }> | undefined;
  private readonly verifying = new Set<number>();
  private readonly labels = new Map<number, string>();
  private retrying = false;
  private lastId = 0;

  /** Whether the scenario answers `sign` and `verify`; otherwise they succeed at once. */
  signsByHand = false;
  verifiesByHand = false;

  constructor(private readonly options: ScenarioMemberOptions) {
    const { name, vector, numbers } = options;
    const { boot, quietRepair, adaptiveTimers, ...limits } = numbers;
    this.name = name;
    this.machine = new SyncMachine({
      limits,
      quietRepair: quietRepair === 1,
      adaptiveTimers: adaptiveTimers === 1,
      random: () => this.draws.shift() ?? 0.5,
      initial: vector === "" ? undefined : encodeVector(vector),
    });
    this.bootstrapTime = boot ?? this.machine.vector.latestBootstrapTime(nodeOf(name)) ?? 0;
  }

  /** `Infinity` while the link is down. */
  get deadline(): number {
    return this.machine.deadline ?? Number.POSITIVE_INFINITY;
  }

  /** The next numbers that the machine draws. Without any, it draws 0.5. */
  draw(numbers: readonly number[]): void {
    this.draws.push(...numbers);
  }

  publish(seqNo: number): void {
    this.step({ type: "published", node: nodeOf(this.name), bootstrapTime: this.bootstrapTime, seqNo });
  }

  receive(packet: ScenarioPacket): void {
    const id = ++this.lastId;
    this.labels.set(id, packet.label);
    this.step({ type: "received", vector: { id, ...packet } });
  }

  vouch(node: string, bootstrapTime: number, seqNo: number): void {
    this.step({ type: "vouched", node: nodeOf(node), bootstrapTime, seqNo });
  }

  /** Answers the signature in flight. */
  signed(ok: boolean): void {
    if (this.signing === undefined) {
      throw new Error(`${this.name} signs nothing`);
    }
    this.step({ type: ok ? "signed" : "sign-failed", id: this.signing.id });
  }

  /** Answers a verification. */
  verified(label: string, ok: boolean): void {
    const id = [...this.verifying].find((one) => this.labels.get(one) === label);
    if (id === undefined) {
      throw new Error(`${this.name} verifies no ${label}`);
    }
    this.verifying.delete(id);
    this.step({ type: "verified", id, ok });
  }

  describe(): string {
    const { deadline, phase, vector } = this.machine;
    const timer = deadline === undefined ? "link down" : `timer at ${formatMillis(deadline)}`;
    return `${this.name}: ${phase} ${formatVector(vector)}, ${timer}`;
  }

  /** Steps the machine, does what it asks for, and says what it did and what is different now. */
  step(input: Input): void {
    const answers: string[] = [];
    const { phase, deadline } = this.machine;
    // A retry may end a suppression as well: whose timeout it was cannot be told from outside.
    const section = this.retrying && input.type === "timeout" ? "" : PHASE_SECTIONS[input.type];
    const vector = formatVector(this.machine.vector);
    const inputs = [input];
    for (let next = inputs.shift(); next !== undefined; next = inputs.shift()) {
      this.retrying ||= next.type === "sign-failed";
      for (const effect of this.machine.step(this.options.now(), next)) {
        const answer = this.carryOut(effect, inputs);
        if (answer !== undefined) {
          answers.push(answer);
        }
      }
    }
    if (formatVector(this.machine.vector) !== vector) {
      answers.push(`now ${formatVector(this.machine.vector)}`);
    }
    if (this.machine.phase !== phase) {
      answers.push(`${phase} -> ${this.machine.phase}${section}`);
    }
    if (this.machine.deadline !== deadline) {
      answers.push(this.describeTimer());
    }
    for (const answer of answers.length > 0 ? answers : ["nothing to do"]) {
      this.options.say(`${this.name}: ${answer}`);
    }
  }

  /** What succeeds at once is not worth a word. */
  private carryOut(effect: Effect, inputs: Input[]): string | undefined {
    switch (effect.type) {
      case "sign":
        this.signing = effect;
        this.retrying = false;
        if (this.signsByHand) {
          return `sign #${effect.id} ${formatOctets(effect.vector)}`;
        }
        inputs.push({ type: "signed", id: effect.id });
        return undefined;
      case "send": {
        const { vector } = this.signing!;
        this.options.send(effect.id, vector);
        return `send #${effect.id} ${formatOctets(vector)} for ${effect.cause}${CAUSE_SECTIONS[effect.cause]}`;
      }
      case "verify":
        if (this.verifiesByHand) {
          this.verifying.add(effect.id);
          return `verify ${this.labels.get(effect.id)}`;
        }
        inputs.push({ type: "verified", id: effect.id, ok: true });
        return undefined;
      case "update":
        return `update ${formatRanges(effect.ranges)} (3 merging)`;
      case "suspect": {
        const by = effect.signer === undefined ? "" : ` by ${effect.signer}`;
        return `suspect ${formatRanges(effect.ranges)}${by}: ${effect.reason}`;
      }
      case "drop":
        return `drop ${this.labels.get(effect.id)}: ${effect.reason}${DROP_SECTIONS[effect.reason]}`;
    }
  }

  private describeTimer(): string {
    const { deadline, phase } = this.machine;
    if (deadline === undefined) {
      return "timer stopped";
    }
    const { monotonic } = this.options.now();
    // Below what is specified, it can only be a repeat's.
    const kind = this.retrying
      ? "retry of the signature"
      : phase === "suppression"
        ? "4.1 SuppressionTimeout"
        : deadline - monotonic < 27_000
          ? "repeat"
          : "4.1 PeriodicTimeout";
    return `timer in ${formatMillis(deadline - monotonic)}, at ${formatMillis(deadline)} (${kind})`;
  }
}

function formatOctets(octets: Uint8Array): string {
  return formatVector(StateVector.decode(octets));
}
