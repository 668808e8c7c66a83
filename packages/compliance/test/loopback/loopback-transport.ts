import { Data, Interest, type Name } from "@ndn/packet";
import { Decoder, Encoder } from "@ndn/tlv";
import {
  type ExpressOptions,
  type InterestHandler,
  type Registration,
  type RegistrationFailure,
  type SendResult,
  type ServeOptions,
  SvsError,
  type Timer,
  type Transport,
  type TransportEventMap,
  type TransportStatus,
} from "@svs/core";
import { TypedEventTarget } from "typescript-event-target";
import type { LoopbackNetwork, LoopbackPort } from "./loopback-network.js";

interface Pending {
  readonly interest: Interest;
  settle(result: Data | SvsError): void;
}

interface Served {
  readonly prefix: Name;
  readonly handler: InterestHandler;
  readonly multicast: Name | undefined;
  readonly hear: ServeOptions["hear"];
  withdraw: (() => void) | undefined;
  /** Settles the promise that `serve` returned, unless it has settled. */
  registered(error?: SvsError): void;
}

const closedError = (): SvsError => new SvsError("closed", "The transport was closed.");
const abortedError = (): SvsError => new SvsError("aborted", "The operation was aborted.");

/** A plain implementation of the Transport port, which keeps every rule: the suite's control. */
export class LoopbackTransport
  extends TypedEventTarget<TransportEventMap>
  implements Transport, LoopbackPort
{
  readonly packetSizeMax = 1200;
  status: TransportStatus = "up";
  private readonly pending = new Set<Pending>();
  private readonly served: Served[] = [];
  private reconnecting: Timer | undefined;

  constructor(
    private readonly network: LoopbackNetwork,
    private readonly refused: Name,
  ) {
    super();
  }

  send(interest: Interest): SendResult {
    return this.sendOctets(Encoder.encode(interest));
  }

  sendOctets(octets: Uint8Array): SendResult {
    this.check(octets);
    try {
      Decoder.decode(octets, Interest);
    } catch (cause) {
      throw new SvsError("invalid-argument", "The octets to be sent are no Interest.", { cause });
    }
    if (this.status !== "up") {
      return "dropped";
    }
    this.network.forward(octets, this);
    return "sent";
  }

  async express(interest: Interest, { signal }: ExpressOptions = {}): Promise<Data> {
    const octets = this.encode(interest);
    if (signal?.aborted) {
      throw abortedError();
    }
    if (this.status !== "up") {
      throw new SvsError("not-connected", "The transport is not connected.");
    }
    return new Promise((resolve, reject) => {
      const end = (error: SvsError) => () => pending.settle(error);
      const onAbort = end(abortedError());
      const timer = this.network.clock.schedule(
        interest.lifetime,
        end(new SvsError("timeout", `No Data came for ${interest.name}.`)),
      );
      const pending: Pending = {
        interest,
        settle: (result) => {
          timer.cancel();
          signal?.removeEventListener("abort", onAbort);
          this.pending.delete(pending);
          result instanceof Data ? resolve(result) : reject(result);
        },
      };
      signal?.addEventListener("abort", onAbort);
      this.pending.add(pending);
      this.network.forward(octets, this);
    });
  }

  async serve(
    prefix: Name,
    handler: InterestHandler,
    { multicast, hear, signal }: ServeOptions = {},
  ): Promise<Registration> {
    this.refuseClosed();
    if (signal?.aborted) {
      throw abortedError();
    }
    if (this.served.some((one) => one.prefix.equals(prefix))) {
      throw new SvsError("invalid-argument", `${prefix} is served already.`);
    }
    const served: Served = {
      prefix,
      handler,
      multicast,
      hear,
      withdraw: undefined,
      registered: () => undefined,
    };
    const registered = new Promise<void>((resolve, reject) => {
      served.registered = (error) => (error ? reject(error) : resolve());
    });
    this.served.push(served);
    const end = (): void => {
      served.withdraw?.();
      const index = this.served.indexOf(served);
      if (index >= 0) {
        this.served.splice(index, 1);
      }
    };
    signal?.addEventListener("abort", () => {
      end();
      served.registered(abortedError());
    });
    if (this.status === "up") {
      this.register(served);
    }
    try {
      await registered;
    } catch (error) {
      end();
      throw error;
    }
    return { prefix, [Symbol.asyncDispose]: async () => end() };
  }

  async close(): Promise<void> {
    this.disconnect("closed");
    for (const { settle } of [...this.pending]) {
      settle(closedError());
    }
    for (const { registered } of this.served.splice(0)) {
      registered(closedError());
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** Loses the connection. */
  cut(): void {
    this.disconnect("down");
  }

  /** Connects again, after a little while. */
  mend(): void {
    if (this.status !== "down") {
      return;
    }
    this.become("connecting");
    this.reconnecting = this.network.clock.schedule(5, () => {
      for (const served of [...this.served]) {
        this.register(served);
      }
      this.become("up");
    });
  }

  onInterest(interest: Interest, octets: Uint8Array, reply: (octets: Uint8Array) => void): void {
    if (this.status !== "up") {
      return;
    }
    const serving = this.served.filter(({ prefix }) => prefix.isPrefixOf(interest.name));
    try {
      if (serving.some(({ hear }) => hear?.(octets))) {
        return;
      }
    } catch {
      return; // a mistake of whoever hears is silence
    }
    const [best] = serving.sort((a, b) => b.prefix.length - a.prefix.length);
    void this.answer(best!.handler, interest, reply);
  }

  onData(data: Data): void {
    for (const { interest, settle } of this.status === "up" ? [...this.pending] : []) {
      if (interest.canBePrefix ? interest.name.isPrefixOf(data.name) : interest.name.equals(data.name)) {
        settle(data);
      }
    }
  }

  onNack(nacked: Interest): void {
    for (const { interest, settle } of [...this.pending]) {
      if (interest.name.equals(nacked.name)) {
        settle(new SvsError("nack", `Nobody serves ${nacked.name}.`));
      }
    }
  }

  private async answer(handler: InterestHandler, interest: Interest, reply: (octets: Uint8Array) => void) {
    try {
      const answer = await handler(interest);
      if (answer !== undefined) {
        const octets = answer instanceof Uint8Array ? answer : Encoder.encode(answer);
        // Only octets that are one Data, and not too long, go out.
        Decoder.decode(octets, Data);
        if (octets.length <= this.packetSizeMax && this.status === "up") {
          reply(octets);
        }
      }
    } catch {
      // A handler's mistake is silence.
    }
  }

  private encode(interest: Interest): Uint8Array {
    const octets = Encoder.encode(interest);
    this.check(octets);
    return octets;
  }

  private check(octets: Uint8Array): void {
    this.refuseClosed();
    if (octets.length > this.packetSizeMax) {
      throw new SvsError("packet-too-large", `${octets.length} octets exceed ${this.packetSizeMax}.`);
    }
  }

  private refuseClosed(): void {
    if (this.status === "closed") {
      throw closedError();
    }
  }

  private register(served: Served): void {
    if (served.prefix.equals(this.refused)) {
      const detail: RegistrationFailure = {
        prefix: served.prefix,
        command: "register",
        statusCode: 403,
        reason: `${served.prefix} is reserved.`,
      };
      this.dispatchTypedEvent("registration-failed", new CustomEvent("registration-failed", { detail }));
      served.registered(new SvsError("registration-failed", detail.reason));
      return;
    }
    const { prefix, multicast } = served;
    served.withdraw = this.network.register({ port: this, prefix, multicast });
    served.registered();
  }

  private disconnect(status: "down" | "closed"): void {
    if (this.status === "closed") {
      return;
    }
    this.reconnecting?.cancel();
    for (const { withdraw } of this.served) {
      withdraw?.();
    }
    this.become(status);
  }

  private become(status: TransportStatus): void {
    this.status = status;
    this.dispatchTypedEvent("status", new CustomEvent("status", { detail: status }));
  }
}
