import { Data, Interest, TT } from "@ndn/packet";
import { Decoder, Encoder } from "@ndn/tlv";
import { type Clock, type InterestHandler, type Millis, type Random, SvsError } from "@svs/core";
import { TlvCursor } from "@svs/tlv";
import type { Link } from "./link/link.js";
import { Fragmenter } from "./lp/fragmenter.js";
import { isOnePacket } from "./lp/is-one-packet.js";
import { decodeLpPacket, IDLE_PACKET, LP_PACKET } from "./lp/lp-packet.js";
import { Reassembler } from "./lp/reassembler.js";
import { PendingInterests } from "./pending-interests.js";
import type { TransportStatistics } from "./transport-statistics.js";

/** What a connection needs of the transport it belongs to. */
export interface ConnectionHost {
  readonly clock: Clock;
  readonly random: Random;
  readonly packetSizeMax: number;
  readonly statistics: TransportStatistics;
  /**
   * Shows an Interest to whoever hears Interests as octets.
   * @param nameStart - where the TLV-VALUE of its name begins, which ends at `nameEnd`.
   * @returns whether it is dealt with.
   */
  hear(packet: Uint8Array, nameStart: number, nameEnd: number): boolean;
  /** The handler that an Interest is for. */
  handlerOf(interest: Interest): InterestHandler | undefined;
}

/**
 * Interests and Data over one link, from its opening to its end. A lost link is never revived: its
 * successor is a connection of its own, with nothing pending and nothing registered.
 */
export class Connection {
  /** When something last arrived, by the monotonic clock. */
  lastHeard: Millis;

  private readonly pending: PendingInterests;
  private readonly fragmenter: Fragmenter;
  private readonly reassembler = new Reassembler();
  private readonly ending = new AbortController();

  constructor(
    readonly link: Link,
    private readonly host: ConnectionHost,
  ) {
    this.pending = new PendingInterests(host.clock);
    this.fragmenter = new Fragmenter(host.random);
    this.lastHeard = host.clock.monotonic();
    ++host.statistics.connections;
    link.start({
      packet: (octets) => this.receive(octets),
      malformed: () => void ++host.statistics.malformed,
      lost: (reason) =>
        this.end(new SvsError("not-connected", `The connection to the forwarder was lost: ${reason}.`)),
    });
  }

  /** Aborts when the connection has ended; its reason is the `SvsError` that says why. */
  get ended(): AbortSignal {
    return this.ending.signal;
  }

  /** Ends the connection and its pending Interests, which reject with `error`. Idempotent. */
  end(error: SvsError): Promise<void> {
    if (!this.ended.aborted) {
      this.ending.abort(error);
      this.pending.rejectAll(error);
    }
    return this.link.close();
  }

  /** Ends all waiting for Data, and goes on. */
  rejectPending(error: SvsError): void {
    this.pending.rejectAll(error);
  }

  /** Sends one encoded network packet. @returns false if the link dropped it. */
  send(packet: Uint8Array, pitToken?: Uint8Array): boolean {
    const { mtu } = this.link;
    if (pitToken === undefined && packet.length <= mtu) {
      return this.transmit(packet);
    }
    return this.fragmenter.frames(packet, mtu, pitToken).every((frame) => this.transmit(frame));
  }

  /** Tells the forwarder, and whatever lies between, that the connection is in use. */
  sendIdle(): void {
    this.transmit(IDLE_PACKET);
  }

  /**
   * Sends an Interest and waits for its Data.
   * @param packet - the Interest, encoded.
   */
  express(interest: Interest, packet: Uint8Array, signal?: AbortSignal): Promise<Data> {
    if (this.ended.aborted) {
      return Promise.reject(this.ended.reason);
    }
    const answer = this.pending.add(interest, signal);
    ++this.host.statistics.interestsSent;
    this.send(packet);
    return answer;
  }

  private transmit(frame: Uint8Array): boolean {
    const sent = !this.ended.aborted && this.link.send(frame);
    this.host.statistics.dropped += Number(!sent);
    return sent;
  }

  /** Hostile octets end here: whatever is wrong with them, they are counted and forgotten. */
  private receive(frame: Uint8Array): void {
    this.lastHeard = this.host.clock.monotonic();
    try {
      const cursor = new TlvCursor(frame);
      cursor.read(0, frame.length);
      if (cursor.type !== LP_PACKET) {
        this.receivePacket(frame, undefined, undefined);
        return;
      }
      const lp = decodeLpPacket(cursor.value);
      const whole = lp.fragCount > 1 ? this.reassembler.accept(lp) : lp;
      if (whole?.fragment !== undefined) {
        this.receivePacket(whole.fragment, whole.pitToken, whole.nackReason);
      }
    } catch {
      ++this.host.statistics.malformed;
    }
  }

  private receivePacket(
    packet: Uint8Array,
    pitToken: Uint8Array | undefined,
    nackReason: number | undefined,
  ): void {
    const { statistics } = this.host;
    const type = packet[0];
    if (type === TT.Data && nackReason === undefined) {
      const data = Decoder.decode(packet, Data);
      ++statistics.dataReceived;
      statistics.unsolicited += Number(!this.pending.satisfy(data));
    } else if (type === TT.Interest && nackReason === undefined) {
      if (!this.hear(packet)) {
        this.answer(Decoder.decode(packet, Interest), pitToken);
      }
      ++statistics.interestsReceived;
    } else if (type === TT.Interest) {
      const interest = Decoder.decode(packet, Interest);
      ++statistics.nacksReceived;
      statistics.unsolicited += Number(!this.pending.refuse(interest, nackReason!));
    } else {
      throw new Error("neither an Interest nor a Data");
    }
  }

  /** @returns whether the Interest is dealt with. @throws Error if the octets have no name. */
  private hear(packet: Uint8Array): boolean {
    const cursor = new TlvCursor(packet);
    cursor.read(0, packet.length);
    cursor.expect(cursor.valueAt, cursor.valueEnd, TT.Name, "Name");
    try {
      return this.host.hear(packet, cursor.valueAt, cursor.valueEnd);
    } catch {
      ++this.host.statistics.handlerFailures;
      return true;
    }
  }

  private answer(interest: Interest, pitToken: Uint8Array | undefined): void {
    const { clock, statistics } = this.host;
    const handler = this.host.handlerOf(interest);
    if (handler === undefined) {
      ++statistics.unserved;
      return;
    }
    const deadline = clock.monotonic() + interest.lifetime;
    const failed = (): void => void ++statistics.handlerFailures;
    try {
      const result = handler(interest);
      if (result === undefined || result instanceof Uint8Array || result instanceof Data) {
        this.reply(result, deadline, pitToken);
      } else {
        Promise.resolve(result)
          .then((data) => this.reply(data, deadline, pitToken))
          .catch(failed);
      }
    } catch {
      failed();
    }
  }

  private reply(
    data: Data | Uint8Array | undefined,
    deadline: Millis,
    pitToken: Uint8Array | undefined,
  ): void {
    if (data === undefined) {
      return;
    }
    const { clock, packetSizeMax, statistics } = this.host;
    const octets = data instanceof Uint8Array ? data : Encoder.encode(data);
    if (!isOnePacket(octets, TT.Data)) {
      throw new Error("a handler returned what is no Data");
    }
    if (octets.length > packetSizeMax) {
      ++statistics.largeAnswers;
    } else if (this.ended.aborted || clock.monotonic() > deadline) {
      ++statistics.lateAnswers;
    } else if (this.send(octets, pitToken)) {
      ++statistics.dataSent;
    }
  }
}
