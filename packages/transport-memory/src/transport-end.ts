import { Data, type Interest, type Name } from "@ndn/packet";
import { Encoder } from "@ndn/tlv";
import {
  encodeInterest,
  type InterestHandler,
  type Millis,
  type RegistrationFailure,
  type SendResult,
  type ServeOptions,
  SvsError,
  type TransportStatus,
} from "@svs/core";
import type { Channel, Endpoint, Fabric } from "./channel.js";
import { ExpressedInterests } from "./expressed-interests.js";
import type { ForwardingNode } from "./forwarding-node.js";
import type { Fate } from "./packet-log.js";
import { PrefixTable } from "./prefix-table.js";
import type { Refusals } from "./refusals.js";
import type { Router, RouteTarget } from "./routing.js";
import type { SeededRandom } from "./seeded-random.js";
import { ServedPrefix } from "./served-prefix.js";
import { VirtualEvent } from "./virtual-event.js";
import { type PacketKind, WirePacket } from "./wire-packet.js";

/** How long after a refusal a prefix is registered anew. */
const RETRY: Millis = 1000;

/** What an application did that left no trace on the network. */
export interface TransportCounters {
  /** Handlers that threw, rejected, or gave something that is no Data, and `hear`s that threw. */
  readonly handlerErrors: number;
  /** Answers larger than the transport carries. */
  readonly oversizedAnswers: number;
}

/** What a transport's end needs of its network. */
export interface EndContext {
  readonly fabric: Fabric;
  readonly router: Router;
  readonly refusals: Refusals;
  /** Where the Nonces come from. */
  readonly random: SeededRandom;
  readonly onHandlerError: (error: unknown, name: string) => void;
  readonly onSend: ((packet: SentPacket) => void) | undefined;
}

/** A packet that a member puts on its link, before loss and faults. */
export interface SentPacket {
  /** Virtual milliseconds. */
  readonly at: Millis;
  readonly member: string;
  readonly kind: PacketKind;
  /** Not to be changed. */
  readonly octets: Uint8Array;
}

/** What the application hears of its end. */
export interface EndListener {
  status(status: TransportStatus): void;
  registrationFailed(failure: RegistrationFailure): void;
}

/** A registered prefix whose Interests are shown as octets first. */
interface Hearer {
  /** TLV-VALUE, and number of components. */
  readonly prefix: Uint8Array;
  readonly depth: number;
  readonly hear: NonNullable<ServeOptions["hear"]>;
}

/** The end of a link that an application holds: the works inside a `MemoryTransport`. */
export class TransportEnd implements Endpoint, RouteTarget {
  status: TransportStatus = "up";
  readonly counters = { handlerErrors: 0, oversizedAnswers: 0 };
  /** Set as soon as there is a link: the node's face towards this end. */
  face!: Channel;
  listener!: EndListener;
  private readonly expressed: ExpressedInterests;
  private readonly served = new Set<ServedPrefix>();
  /** Those of them that are registered, and hear octets. */
  private hearers: readonly Hearer[] = [];
  private readonly handlers = new PrefixTable<InterestHandler>();
  private retry: VirtualEvent | undefined;

  constructor(
    readonly name: string,
    readonly node: ForwardingNode,
    private readonly context: EndContext,
  ) {
    this.expressed = new ExpressedInterests(context.fabric.time);
  }

  get packetSizeMax(): number {
    return this.face.packetSizeMax;
  }

  send(interest: Interest): SendResult {
    this.ensureOpen();
    return this.transmit(this.encode(interest));
  }

  sendOctets(packet: Uint8Array): SendResult {
    this.ensureOpen();
    return this.transmit(this.wire(packet));
  }

  private put(packet: WirePacket): void {
    const { fabric, onSend } = this.context;
    onSend?.({ at: fabric.time.now, member: this.name, kind: packet.kind, octets: packet.octets });
    this.face.reverse.transmit(packet);
  }

  private transmit(packet: WirePacket): SendResult {
    if (this.status !== "up") {
      return "dropped";
    }
    this.put(packet);
    return "sent";
  }

  express(interest: Interest, signal: AbortSignal | undefined): Promise<Data> {
    let packet: WirePacket;
    try {
      this.ensureOpen();
      throwIfAborted(signal);
      packet = this.encode(interest);
      if (this.status !== "up") {
        throw this.notConnected();
      }
    } catch (error) {
      return Promise.reject(error);
    }
    const answer = this.expressed.add(packet, signal);
    this.put(packet);
    return answer;
  }

  /** Resolves when registered. @returns what withdraws it. */
  async serve(
    prefix: Name,
    handler: InterestHandler,
    { signal, ...options }: ServeOptions,
  ): Promise<() => void> {
    this.ensureOpen();
    throwIfAborted(signal);
    for (const other of this.served) {
      if (other.prefix.equals(prefix)) {
        throw new SvsError("invalid-argument", `${this.name} serves ${prefix.toString()} already.`);
      }
    }
    let served!: ServedPrefix;
    const registered = new Promise<void>((resolve, reject) => {
      served = new ServedPrefix(prefix, handler, options, { resolve, reject });
    });
    const withdraw = (): void => {
      signal?.removeEventListener("abort", onAbort);
      this.withdraw(served);
    };
    const onAbort = (): void => {
      withdraw();
      served.first.reject(new SvsError("aborted", "Serving was given up.", { cause: signal?.reason }));
    };
    signal?.addEventListener("abort", onAbort, { once: true });
    this.served.add(served);
    if (this.status === "up") {
      this.registerFirst(served);
    }
    try {
      await registered;
    } catch (error) {
      signal?.removeEventListener("abort", onAbort);
      throw error;
    }
    return withdraw;
  }

  close(): void {
    if (this.status === "closed") {
      return;
    }
    this.leave();
    this.setStatus("closed");
    this.expressed.failAll(() => closedError(this.name));
    for (const { first } of this.served) {
      first.reject(closedError(this.name));
    }
    this.served.clear();
  }

  /** The application vanishes: nothing of it runs any more, and nobody is told. */
  crash(): void {
    this.leave();
    this.status = "closed";
    this.expressed.abandonAll();
    this.served.clear();
  }

  /** The connection is lost. */
  disconnect(): void {
    if (this.status === "up" || this.status === "connecting") {
      this.leave();
      this.setStatus("down");
      this.expressed.failAll(() => this.notConnected());
    }
  }

  /** The connection is back: every prefix is registered again, and then the transport is up. */
  reconnect(): void {
    if (this.status === "down" && !this.node.down) {
      this.setStatus("connecting");
      this.registerAll();
    }
  }

  receive(packet: WirePacket, via: Channel): Fate {
    if (packet.damaged) {
      return "malformed";
    }
    switch (packet.kind) {
      case "interest":
        return this.receiveInterest(packet, via);
      case "data":
        return this.expressed.receiveData(packet);
      case "nack":
        return this.expressed.receiveNack(packet);
    }
  }

  private receiveInterest(packet: WirePacket, via: Channel): Fate {
    if (this.hear(packet)) {
      return "delivered";
    }
    const handler = this.handlers.longest(packet)?.value;
    if (!handler) {
      return "no-handler";
    }
    const interest = packet.interest();
    if (!interest) {
      return "malformed";
    }
    this.context.fabric.time.touch();
    const { connection } = via;
    try {
      const answer = handler(interest);
      if (answer !== undefined && "then" in answer) {
        answer.then(
          (settled) => this.answer(settled, connection),
          (error: unknown) => this.handlerFailed(error),
        );
      } else {
        this.answer(answer, connection);
      }
    } catch (error) {
      this.handlerFailed(error);
    }
    return "delivered";
  }

  /** Whether it was dealt with as octets. */
  private hear(packet: WirePacket): boolean {
    try {
      for (const { prefix, depth, hear } of this.hearers) {
        if (packet.hasPrefix(prefix, depth)) {
          this.context.fabric.time.touch();
          if (hear(packet.octets)) {
            return true;
          }
        }
      }
      return false;
    } catch (error) {
      this.handlerFailed(error);
      return true;
    }
  }

  /** Sends an answer, unless the connection that it was asked for on has ended. */
  private answer(answer: Data | Uint8Array | undefined, connection: number): void {
    if (answer === undefined || this.face.connection !== connection) {
      return;
    }
    let packet: WirePacket | undefined;
    try {
      packet = WirePacket.parse(answer instanceof Data ? Encoder.encode(answer) : answer, this.name);
    } catch (cause) {
      this.handlerFailed(
        new SvsError("invalid-argument", "A handler's answer cannot be encoded.", { cause }),
      );
      return;
    }
    if (packet?.kind !== "data") {
      this.handlerFailed(
        new SvsError(
          "invalid-argument",
          `A handler of ${this.name} answered with something that is no Data.`,
        ),
      );
    } else if (packet.octets.length > this.packetSizeMax) {
      this.counters.oversizedAnswers++;
    } else {
      this.put(packet);
    }
  }

  private handlerFailed(error: unknown): void {
    this.counters.handlerErrors++;
    this.context.onHandlerError(error, this.name);
  }

  /** An Interest without Nonce is given one, each time another. */
  private encode(interest: Interest): WirePacket {
    let octets: Uint8Array;
    try {
      octets = encodeInterest(interest, interest.nonce ?? this.context.random.below(2 ** 32));
    } catch (cause) {
      throw new SvsError("invalid-argument", `The Interest cannot be encoded: ${String(cause)}`, { cause });
    }
    return this.wire(octets);
  }

  private wire(octets: Uint8Array): WirePacket {
    const packet = WirePacket.parse(octets, this.name);
    if (packet?.kind !== "interest") {
      throw new SvsError("invalid-argument", "The octets to be sent are no Interest.");
    }
    if (octets.length > this.packetSizeMax) {
      throw new SvsError(
        "packet-too-large",
        `The Interest has ${octets.length} octets, and ${this.name} carries ${this.packetSizeMax} at the most.`,
      );
    }
    return packet;
  }

  private registerFirst(served: ServedPrefix): void {
    const failure = this.register(served);
    if (!failure) {
      served.first.resolve();
      return;
    }
    this.withdraw(served);
    served.first.reject(new SvsError("registration-failed", failure.reason));
  }

  /** Registers all that is not; what is refused is tried again later. */
  private registerAll(): void {
    let refused = false;
    for (const served of [...this.served]) {
      if (!served.registered && this.served.has(served) && this.register(served)) {
        refused = true;
      }
      if (this.status !== "connecting") {
        return; // a listener closed the transport, or the connection was lost again
      }
    }
    if (refused) {
      this.retry = new Retry(() => this.registerAll());
      this.context.fabric.time.after(RETRY, this.retry);
      return;
    }
    this.setStatus("up");
    for (const { first } of this.served) {
      first.resolve();
    }
  }

  private register(served: ServedPrefix): RegistrationFailure | undefined {
    const { prefix, options } = served;
    const { multicast, cost = 0 } = options;
    const { refusals, router } = this.context;
    const failure =
      refusals.find(this.name, "register", prefix) ??
      (multicast && refusals.find(this.name, "multicast", multicast));
    if (failure) {
      this.context.fabric.time.touch();
      this.listener.registrationFailed(failure);
      return failure;
    }
    served.registered = true;
    router.register(prefix, this, cost);
    this.handlers.set(prefix, served.handler);
    this.findHearers();
    if (multicast) {
      router.setMulticast(multicast);
    }
    return undefined;
  }

  private withdraw(served: ServedPrefix): void {
    this.served.delete(served);
    this.unregister(served);
  }

  private unregister(served: ServedPrefix): void {
    if (served.registered) {
      served.registered = false;
      this.context.router.unregister(served.prefix, this);
      this.handlers.delete(served.prefix);
      this.findHearers();
    }
  }

  private findHearers(): void {
    this.hearers = [...this.served].flatMap(({ prefix, registered, options: { hear } }) =>
      registered && hear ? { prefix: prefix.value, depth: prefix.length, hear } : [],
    );
  }

  /** Takes itself out of the network's tables; what is under way is lost. */
  private leave(): void {
    this.face.disconnect();
    if (this.retry) {
      this.context.fabric.time.cancel(this.retry);
    }
    for (const served of this.served) {
      this.unregister(served);
    }
  }

  private setStatus(status: TransportStatus): void {
    this.status = status;
    this.context.fabric.time.touch();
    this.listener.status(status);
  }

  private ensureOpen(): void {
    if (this.status === "closed") {
      throw closedError(this.name);
    }
  }

  private notConnected(): SvsError {
    return new SvsError("not-connected", `${this.name} is not connected to ${this.node.name}.`);
  }
}

/** Another attempt to register; nobody waits for it. */
class Retry extends VirtualEvent {
  constructor(private readonly attempt: () => void) {
    super(Number.POSITIVE_INFINITY);
  }

  fire(): void {
    this.attempt();
  }
}

function closedError(name: string): SvsError {
  return new SvsError("closed", `The transport of ${name} is closed.`);
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) {
    throw new SvsError("aborted", "The signal was aborted before.", { cause: signal.reason });
  }
}
