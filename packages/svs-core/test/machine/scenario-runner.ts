import { encodeVector, formatMillis } from "./notation.js";
import { ScenarioMember, type ScenarioPacket } from "./scenario-member.js";

/** Seconds since 1970 when a scenario begins. */
const WALL_START = 1_736_300_000;

/** A packet that was sent, and the members it has not reached yet. */
interface InFlight {
  readonly packet: ScenarioPacket;
  readonly to: Set<string>;
}

/**
 * Carries out the commands of a scenario and writes the machines' answers beneath them.
 * The notation is described in scenarios/README.md.
 */
export class ScenarioRunner {
  private readonly members = new Map<string, ScenarioMember>();
  private readonly sent = new Map<string, InFlight[]>();
  private readonly written = new Map<string, ScenarioPacket>();
  private monotonic = 0;
  private wallOffset = WALL_START * 1000;
  private lastDigest = 0;
  private answers: string[] = [];

  /** @returns the scenario with the answers that were given now. */
  run(text: string): string {
    const lines: string[] = [];
    for (const [index, line] of text.split("\n").entries()) {
      if (line.startsWith("  ")) {
        continue;
      }
      lines.push(line);
      if (line === "" || line.startsWith("#")) {
        continue;
      }
      try {
        this.command(line);
      } catch (cause) {
        throw new Error(`Line ${index + 1}, "${line}": ${String(cause)}`, { cause });
      }
      lines.push(...this.answers.map((answer) => `  ${answer}`));
      this.answers = [];
    }
    this.checkNothingInFlight();
    return lines.join("\n");
  }

  private command(line: string): void {
    for (const [pattern, carryOut] of this.commands) {
      const match = pattern.exec(line);
      if (match) {
        carryOut(...match.slice(1).map((group) => group ?? ""));
        return;
      }
    }
    throw new Error("there is no such command");
  }

  private readonly commands: readonly (readonly [RegExp, (...groups: string[]) => void])[] = [
    [
      /^group ([\w ]+?) (\[.*?\])((?: \w+=\d+)*)$/,
      (names, vector, options) => this.group(names!.split(" "), vector!, options!),
    ],
    [
      /^member (\w+)(?: (\[.*?\]))?((?: \w+=\d+)*)$/,
      (name, vector, options) => this.member(name!, vector!, options!),
    ],
    [/^(\w+) up$/, (name) => this.find(name!).step({ type: "link-up" })],
    [/^(\w+) down$/, (name) => this.find(name!).step({ type: "link-down" })],
    [/^(\w+) publishes (\d+)$/, (name, seqNo) => this.find(name!).publish(Number(seqNo))],
    [/^(\w+) announces$/, (name) => this.find(name!).step({ type: "announce" })],
    [
      /^(\w+) signs (by hand|at once)$/,
      (name, how) => {
        this.find(name!).signsByHand = how === "by hand";
      },
    ],
    [
      /^(\w+) verifies (by hand|at once)$/,
      (name, how) => {
        this.find(name!).verifiesByHand = how === "by hand";
      },
    ],
    [/^(\w+) signed$/, (name) => this.find(name!).signed(true)],
    [/^(\w+) sign-failed$/, (name) => this.find(name!).signed(false)],
    [
      /^(\w+) verified (\S+) (ok|bad)$/,
      (name, label, how) => this.find(name!).verified(label!, how === "ok"),
    ],
    [/^deliver (\w+)(#\d+)? -> ([\w ]+)$/, (from, id, to) => this.deliver(from!, id!, to!.split(" "))],
    [/^lose (\w+) -> ([\w ]+)$/, (from, to) => this.lose(from!, to!.split(" "))],
    [
      /^inject (\w+) (\w+)(?: by (\w+))?(?: (.+))?$/,
      (to, label, signer, content) => this.inject(this.find(to!), label!, content!, signer || undefined),
    ],
    [
      /^(\w+) vouches for (\w+)(?:@(\d+))?=(\d+)$/,
      (name, node, boot, seqNo) => this.find(name!).vouch(node!, Number(boot), Number(seqNo)),
    ],
    [/^random (\w+) ([\d. ]+)$/, (name, draws) => this.find(name!).draw(draws!.split(" ").map(Number))],
    [/^after (\d+)ms$/, (time) => this.advance(this.monotonic + Number(time))],
    [/^until (\w+)$/, (name) => this.advance(this.find(name!).deadline, this.find(name!))],
    [/^wall (\d+)$/, (seconds) => this.setWall(Number(seconds) * 1000)],
    [/^show$/, () => this.show([...this.members.values()])],
    [/^show ([\w ]+)$/, (names) => this.show(names!.split(" ").map((name) => this.find(name)))],
  ];

  /** Members in steady state whose first announcements have all arrived. */
  private group(names: readonly string[], vector: string, options: string): void {
    for (const name of names) {
      this.join(name, vector, options).step({ type: "link-up" });
    }
    for (const from of names) {
      const to = names.filter((name) => name !== from && this.sent.get(from)![0]!.to.has(name));
      if (to.length > 0) {
        this.deliver(from, "", to);
      }
    }
    this.answers = [];
    this.show(names.map((name) => this.find(name)));
  }

  private member(name: string, vector: string, options: string): void {
    this.show([this.join(name, vector, options)]);
  }

  private join(name: string, vector: string, options: string): ScenarioMember {
    const numbers: Record<string, number> = {};
    for (const [, key, value] of options.matchAll(/(\w+)=(\d+)/g)) {
      numbers[key!] = Number(value);
    }
    const member = new ScenarioMember({
      name,
      vector,
      numbers,
      now: () => ({ monotonic: this.monotonic, wall: this.wallOffset + this.monotonic }),
      say: (answer) => this.answers.push(answer),
      send: (id, octets) => this.send(name, id, octets),
    });
    this.members.set(name, member);
    this.sent.set(name, []);
    return member;
  }

  private send(from: string, id: number, octets: Uint8Array): void {
    const others = [...this.members.values()].filter(
      (member) => member.name !== from && member.deadline < Number.POSITIVE_INFINITY,
    );
    this.sent.get(from)!.push({
      packet: { label: `${from}#${id}`, octets, digest: this.newDigest() },
      to: new Set(others.map((member) => member.name)),
    });
  }

  private deliver(from: string, id: string, to: readonly string[]): void {
    for (const name of to) {
      // Named by its number, a packet is delivered again as often as one likes.
      const inFlight = this.sent
        .get(from)
        ?.find((one) => (id === "" ? one.to.has(name) : one.packet.label === from + id));
      if (inFlight === undefined) {
        throw new Error(`nothing from ${from} is on its way to ${name}`);
      }
      inFlight.to.delete(name);
      this.find(name).receive(inFlight.packet);
    }
  }

  private lose(from: string, to: readonly string[]): void {
    for (const name of to) {
      const lost = this.sent.get(from)?.find((one) => one.to.delete(name));
      if (lost === undefined) {
        throw new Error(`nothing from ${from} is on its way to ${name}`);
      }
    }
  }

  private inject(to: ScenarioMember, label: string, content: string, signer: string | undefined): void {
    if (content !== "") {
      this.written.set(label, { label, octets: readContent(content), digest: this.newDigest(), signer });
    }
    const packet = this.written.get(label);
    if (packet === undefined) {
      throw new Error(`${label} was never written`);
    }
    to.receive(packet);
  }

  /** Steps every timer that is due until `time`, in order; of several at once, by member. */
  private advance(time: number, untilMember?: ScenarioMember): void {
    if (time === Number.POSITIVE_INFINITY) {
      throw new Error("its timer does not run");
    }
    for (;;) {
      const next = [...this.members.values()].reduce((a, b) => (b.deadline < a.deadline ? b : a));
      if (next.deadline > time) {
        break;
      }
      this.monotonic = next.deadline;
      this.answers.push(`at ${formatMillis(this.monotonic)}`);
      next.step({ type: "timeout" });
      if (next === untilMember) {
        return;
      }
    }
    this.monotonic = time;
  }

  private setWall(wall: number): void {
    this.wallOffset = wall - this.monotonic;
  }

  private show(members: readonly ScenarioMember[]): void {
    for (const member of members) {
      this.answers.push(member.describe());
    }
  }

  private find(name: string): ScenarioMember {
    const member = this.members.get(name);
    if (member === undefined) {
      throw new Error(`there is no member ${name}`);
    }
    return member;
  }

  private newDigest(): Uint8Array {
    const digest = new Uint8Array(32);
    new DataView(digest.buffer).setUint32(28, ++this.lastDigest);
    return digest;
  }

  /** A scenario says of every packet to whom it came. */
  private checkNothingInFlight(): void {
    for (const { packet, to } of [...this.sent.values()].flat()) {
      if (to.size > 0) {
        throw new Error(`${packet.label} was neither delivered to ${[...to].join(" ")} nor lost`);
      }
    }
  }
}

function readContent(content: string): Uint8Array {
  const [, kind, value] = /^(octets|size)=(\w+)$/.exec(content) ?? [];
  if (kind === "octets") {
    return Uint8Array.from(value!.match(/../g)!.map((pair) => Number.parseInt(pair, 16)));
  }
  return kind === "size" ? new Uint8Array(Number(value)) : encodeVector(content);
}
