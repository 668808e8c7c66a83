import type { Interest, Name, Signer } from "@ndn/packet";
import { Encoder } from "@ndn/tlv";
import type { SeqNoRange, StateVector } from "@svs/tlv";
import type { Dialect, SyncInterest, SyncSender, VectorRest } from "./dialect/dialect.js";
import { DigestSyncInterests } from "./dialect/digest-sync-interests.js";
import { digestSigning } from "./digest-signing.js";
import { SyncMachine } from "./machine/sync-machine.js";
import type {
  DropReason,
  Effect,
  Input,
  MachineOptions,
  ReceivedVector,
  SendCause,
} from "./machine/types.js";
import type { Clock, Timer } from "./ports/clock.js";
import type { Random } from "./ports/random.js";
import type { Verifier } from "./ports/security.js";
import type { Transport } from "./ports/transport.js";
import { refusal, underWay } from "./refusal.js";
import { signerOf } from "./signer-of.js";
import { SvsError } from "./svs-error.js";
import { zeroCounters } from "./sync-counters.js";

/** What a driver stands on, and whom it tells. */
export interface DriverContext {
  readonly group: Name;
  readonly dialect: Dialect;
  /** What the machine does, its form left out. */
  readonly machine: Omit<MachineOptions, "form" | "initial" | "random">;
  readonly transport: Transport;
  readonly clock: Clock;
  readonly random: Random;
  readonly signer: Signer;
  readonly verifier: Verifier;
  /** Who the Sync Interests are from, as of now. */
  sender(): SyncSender | undefined;
  /** Vector to begin with, as a version 3 StateVector TLV. */
  readonly initial: Uint8Array | undefined;
  /** A verified Sync Interest came, whatever it says. */
  onHeard(): void;
  onUpdate(ranges: readonly SeqNoRange[]): void;
  onSent(cause: SendCause): void;
  /** A Sync Interest of so many octets was made; not told of each. */
  onMade(octets: number): void;
  onDropped(reason: DropReason): void;
  /** Rows were not learnt: see the `suspect` effect. `onDropped` follows. */
  onSuspect(suspect: Suspect): void;
  /** The signature of a Sync Interest was refused; `onDropped` follows. */
  onRejected(name: Name, error: SvsError): void;
  /** A Sync Interest could not be signed, or the transport refused it. */
  onError(error: SvsError): void;
}

/** What a machine says of rows that it did not learn. */
export type Suspect = Extract<Effect, { readonly type: "suspect" }>;

/** A vector that came in, and is not verified yet. */
interface Unverified extends ReceivedVector {
  readonly rest?: VectorRest | undefined;
  /** Of what carries the signature. Default: the sync prefix. */
  readonly name?: Name | undefined;
  /** Checks the signature: tells at once, or rejects if it is refused. */
  verify(): boolean | Promise<void>;
}

/** What a machine takes; with a vector comes what else is known of it. */
type DriverInput =
  | Exclude<Input, { readonly type: "received" }>
  | { readonly type: "received"; readonly vector: Unverified };

/** Carries out what the machine asks for, and tells it what happened. Decides nothing itself. */
export class MachineDriver {
  readonly counters = zeroCounters();
  private readonly machine: SyncMachine;
  private stopped = false;
  private timer: Timer | undefined;
  private timerDue = Number.POSITIVE_INFINITY;
  /** Inputs that came while a step was being carried out. */
  private readonly inputs: DriverInput[] = [];
  private stepping = false;
  private lastId = 0;
  /** Of partial vectors that are being verified: by id. The machine bounds them. */
  private readonly rests = new Map<number, VectorRest>();
  /** There is one while the other parts of a vector are being fetched. */
  private completion: AbortController | undefined;
  /** Signed, and not sent yet: by id. There is one at the most. */
  private readonly unsent = new Map<number, Interest | Uint8Array>();
  /** Ids of the newest signature, and of the newest Sync Interest that left. */
  private lastSigned = 0;
  private lastSent = 0;
  /** Octets of the largest vector whose Sync Interest was measured, where that has to be encoded for it. */
  private measured = 0;
  /** Set in the turn in which a signature was begun. */
  private signedInTurn = false;
  /** What makes and reads Sync Interests at once, where digests sign them. */
  private readonly maker: DigestSyncInterests | undefined;
  private readonly reader: DigestSyncInterests | undefined;
  /** Who waits for a Sync Interest, with the first id that will do. */
  private readonly sendWaiters = new Map<() => void, number>();

  constructor(private readonly context: DriverContext) {
    const { group, dialect, signer, verifier } = context;
    const digests = dialect.inData && new DigestSyncInterests(group, dialect.inData);
    this.maker = signer === digestSigning ? digests : undefined;
    this.reader = verifier === digestSigning ? digests : undefined;
    this.machine = new SyncMachine({
      ...context.machine,
      form: context.dialect.form,
      random: () => context.random.next(),
      initial: context.initial,
    });
  }

  /** Live: to be read, not kept. */
  get vector(): StateVector {
    return this.machine.vector;
  }

  get phase(): "steady" | "suppression" {
    return this.machine.phase;
  }

  /** One input, and everything that follows from it; an input that comes meanwhile waits. */
  step(input: DriverInput): void {
    this.inputs.push(input);
    if (this.stepping || this.stopped) {
      return;
    }
    this.stepping = true;
    try {
      for (let next = this.inputs.shift(); next; next = this.inputs.shift()) {
        this.stepOne(next);
      }
    } finally {
      this.stepping = false;
    }
    this.arm();
  }

  /**
   * Octets of an Interest, maybe one under the sync prefix.
   * @returns false if they are to be decoded and come to {@link receive}.
   */
  hear(packet: Uint8Array): boolean {
    const read = this.stopped ? undefined : this.reader?.read(packet);
    if (!read) {
      return false;
    }
    this.counters.received++;
    const { vector: octets, digest, verify } = read;
    this.step({ type: "received", vector: { id: ++this.lastId, octets, digest, verify } });
    return true;
  }

  /** An Interest under the sync prefix. */
  receive(interest: Interest): void {
    if (this.stopped) {
      return;
    }
    this.counters.received++;
    const { dialect, group } = this.context;
    this.receiveVector(() => dialect.readSyncInterest(interest, group));
  }

  /**
   * Asks for an announcement.
   * @param onSent - called once a Sync Interest left that has all that is known now.
   * @returns to be called when nobody waits any more.
   */
  announce(onSent: () => void): () => void {
    const sentBefore = this.lastSent;
    this.step({ type: "announce" });
    const { owed } = this.machine;
    if (owed === undefined && this.lastSent > sentBefore) {
      onSent();
    } else {
      this.sendWaiters.set(onSent, owed ?? this.lastSigned + 1);
    }
    return () => this.sendWaiters.delete(onSent);
  }

  /** Ends everything; answers that are under way come to nothing. */
  stop(): void {
    this.stopped = true;
    this.completion?.abort();
    this.timer?.cancel();
    this.inputs.length = 0;
    this.rests.clear();
    this.unsent.clear();
    this.sendWaiters.clear();
  }

  private stepOne(input: DriverInput): void {
    const { clock } = this.context;
    const effects = this.machine.step({ monotonic: clock.monotonic(), wall: clock.wall() }, input);
    for (let i = 0; i < effects.length; i++) {
      if (this.stopped) {
        return; // a listener has closed the member
      }
      this.carryOut(effects[i]!, input);
    }
    if (input.type === "verified") {
      this.rests.delete(input.id);
    }
  }

  /** @param total - of the vector that this is a part of, if it does not say that itself. */
  private receiveVector(readVector: () => SyncInterest, total?: number): void {
    let read: SyncInterest;
    try {
      read = readVector();
    } catch {
      this.drop("malformed");
      return;
    }
    const { vector, digest, rest, signed } = read;
    this.step({
      type: "received",
      vector: {
        id: ++this.lastId,
        octets: vector,
        digest,
        total: rest?.total ?? total,
        signer: signerOf(signed),
        rest,
        name: signed.name,
        verify: async () => this.context.verifier.verify(signed),
      },
    });
  }

  /** @param input - what it follows from. */
  private carryOut(effect: Effect, input: DriverInput): void {
    switch (effect.type) {
      case "verify":
        if (input.type === "received") {
          this.verify(input.vector);
        }
        break;
      case "sign":
        this.beginSignature(effect.id, effect.vector);
        break;
      case "send":
        this.send(effect.id, effect.cause);
        break;
      case "update":
        this.context.onUpdate(effect.ranges);
        break;
      case "incomplete":
        void this.complete(input.type === "received" ? input.vector.rest : this.rests.get(effect.id));
        break;
      case "suspect":
        this.context.onSuspect(effect);
        break;
      case "drop":
        this.drop(effect.reason);
        break;
    }
  }

  /** Arms the timer anew only when the deadline came nearer: most packets push it back. */
  private arm(): void {
    const { deadline } = this.machine;
    if (deadline === undefined || this.stopped) {
      this.timer?.cancel();
      this.timerDue = Number.POSITIVE_INFINITY;
    } else if (deadline < this.timerDue) {
      const { clock } = this.context;
      this.timer?.cancel();
      this.timerDue = deadline;
      this.timer = clock.schedule(deadline - clock.monotonic(), this.onTimer);
    }
  }

  private readonly onTimer = (): void => {
    this.timerDue = Number.POSITIVE_INFINITY;
    const { deadline } = this.machine;
    if (deadline !== undefined && deadline <= this.context.clock.monotonic()) {
      this.step({ type: "timeout" });
    } else {
      this.arm();
    }
  };

  private verify(unverified: Unverified): void {
    const { id, rest } = unverified;
    const { verifier, clock } = this.context;
    if (rest) {
      this.rests.set(id, rest);
    }
    const verdict = unverified.verify();
    if (verdict === true) {
      this.accept(id);
    } else if (verdict === false) {
      this.refuse(unverified, undefined);
    } else {
      underWay(verdict, verifier, clock).then(
        () => this.accept(id),
        (cause) => this.refuse(unverified, cause),
      );
    }
  }

  private accept(id: number): void {
    if (!this.stopped) {
      this.context.onHeard();
      this.step({ type: "verified", id, ok: true });
    }
  }

  /** @param cause - what the verifier rejected with. */
  private refuse({ id, name }: Unverified, cause: unknown): void {
    if (!this.stopped) {
      const { dialect, group, onRejected } = this.context;
      const refused = name ?? dialect.syncPrefix(group);
      onRejected(refused, refusal(refused, cause));
      this.step({ type: "verified", id, ok: false });
    }
  }

  /**
   * Fetches the other parts of a vector, one vector at a time. What does not come now is asked for
   * after the next Sync Interest that shows it is missing.
   */
  private async complete(rest: VectorRest | undefined): Promise<void> {
    const { dialect, transport } = this.context;
    const { vectorParts } = dialect;
    if (!rest || !vectorParts || this.completion) {
      return;
    }
    this.completion = new AbortController();
    const { signal } = this.completion;
    try {
      for (const request of rest.requests) {
        const data = await transport.express(request, { signal });
        this.receiveVector(() => vectorParts.read(data), rest.total);
      }
    } catch (error) {
      if (!SvsError.is(error)) {
        throw error;
      }
    } finally {
      this.completion = undefined;
    }
  }

  /**
   * The first signature in a turn is begun at once; another waits for the end of the turn, so that
   * what else is published in it leaves in one Sync Interest.
   */
  private beginSignature(id: number, vector: Uint8Array): void {
    const { clock } = this.context;
    if (this.signedInTurn) {
      clock.schedule(0, () => this.sign(id, vector));
      return;
    }
    this.signedInTurn = true;
    this.sign(id, vector);
    clock.schedule(0, () => {
      this.signedInTurn = false;
    });
  }

  private sign(id: number, vector: Uint8Array): void {
    if (this.stopped) {
      return;
    }
    if (this.maker) {
      const packet = this.maker.make(vector, this.context.sender(), this.context.random);
      this.unsent.set(id, packet);
      this.context.onMade(packet.length);
      this.step({ type: "signed", id });
    } else {
      void this.signWithKey(id, vector);
    }
  }

  private async signWithKey(id: number, vector: Uint8Array): Promise<void> {
    const { group, dialect, signer, random, clock } = this.context;
    const sender = this.context.sender();
    let interest: Interest;
    try {
      interest = await clock.work(dialect.makeSyncInterest({ group, vector, signer, random, sender }));
    } catch (cause) {
      if (!this.stopped) {
        this.counters.signFailed++;
        this.context.onError(
          new SvsError("signing-failed", "The Sync Interest could not be signed.", { cause }),
        );
        this.step({ type: "sign-failed", id });
      }
      return;
    }
    this.unsent.set(id, interest);
    if (vector.length > this.measured) {
      this.measured = vector.length;
      this.context.onMade(Encoder.encode(interest).length);
    }
    this.step({ type: "signed", id });
  }

  private send(id: number, cause: SendCause): void {
    const interest = this.unsent.get(id)!;
    this.lastSigned = id;
    this.unsent.clear(); // with it any that came back while the link was down
    try {
      const { transport } = this.context;
      const result =
        interest instanceof Uint8Array ? transport.sendOctets(interest) : transport.send(interest);
      if (result === "dropped") {
        this.counters.notSent++;
        return;
      }
    } catch (error) {
      if (!SvsError.is(error)) {
        throw error;
      }
      this.counters.notSent++;
      this.context.onError(error);
      return;
    }
    this.counters.sent[cause]++;
    this.lastSent = id;
    for (const [waiter, from] of [...this.sendWaiters]) {
      if (id >= from) {
        waiter();
      }
    }
    this.context.onSent(cause);
  }

  private drop(reason: DropReason): void {
    this.counters.dropped[reason]++;
    this.context.onDropped(reason);
  }
}
