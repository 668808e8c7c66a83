import type { Data, Interest, Name } from "@ndn/packet";
import type {
  ExpressOptions,
  InterestHandler,
  Registration,
  SendResult,
  ServeOptions,
  Transport,
  TransportEventMap,
  TransportStatus,
} from "@svs/core";
import { TypedEventTarget } from "typescript-event-target";
import type { TransportCounters, TransportEnd } from "./transport-end.js";

/**
 * A member's way into a `MemoryNetwork`, from `MemoryNetwork.attach`.
 *
 * A packet is encoded once, by its sender. All who receive it share one decoded object, which
 * is not to be changed. An Interest without Nonce gets one from the network's seed. A handler
 * may take virtual time for its answer; what it awaits outside the network goes through
 * `clock.work()`.
 */
export class MemoryTransport extends TypedEventTarget<TransportEventMap> implements Transport {
  /** @internal Use `MemoryNetwork.attach`. */
  constructor(private readonly end: TransportEnd) {
    super();
    end.listener = {
      status: (detail) => this.dispatchTypedEvent("status", new CustomEvent("status", { detail })),
      registrationFailed: (detail) =>
        this.dispatchTypedEvent("registration-failed", new CustomEvent("registration-failed", { detail })),
    };
  }

  /** The member's name in the network: in the packet log and in fault rules. */
  get name(): string {
    return this.end.name;
  }

  get status(): TransportStatus {
    return this.end.status;
  }

  get packetSizeMax(): number {
    return this.end.packetSizeMax;
  }

  /** What the application did that left no trace on the network, counted. */
  get counters(): TransportCounters {
    return { ...this.end.counters };
  }

  send(interest: Interest): SendResult {
    return this.end.send(interest);
  }

  sendOctets(packet: Uint8Array): SendResult {
    return this.end.sendOctets(packet);
  }

  express(interest: Interest, options: ExpressOptions = {}): Promise<Data> {
    return this.end.express(interest, options.signal);
  }

  async serve(prefix: Name, handler: InterestHandler, options: ServeOptions = {}): Promise<Registration> {
    const withdraw = await this.end.serve(prefix, handler, options);
    return {
      prefix,
      [Symbol.asyncDispose]: async () => withdraw(),
    };
  }

  async close(): Promise<void> {
    this.end.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
