import { EventEmitter, once } from "node:events";
import type { Socket } from "node:net";
import { PassThrough } from "node:stream";
import { rxFromStream } from "@ndn/l3face";
import { LpPacket, Reassembler } from "@ndn/lp";
import type { Decoder } from "@ndn/tlv";
import { StreamRelay } from "@svs/venues";
import type { RunningForwarder } from "../forwarder/forwarder-kind.js";

const host = "127.0.0.1";
const TT_LP_PACKET = 0x64;

/** Packets in fragments that are remembered before they are whole. */
const UNFINISHED = 16;

/** A place in front of a forwarder that keeps the network packets of whoever connects through it. */
export class PacketTap implements AsyncDisposable {
  private readonly packets: Uint8Array[] = [];
  private readonly arrivals = new EventEmitter();
  private relay: StreamRelay | undefined;
  private failure: unknown;

  /** @param forwarder - one that listens over TCP. */
  static async open({ uri }: RunningForwarder): Promise<PacketTap> {
    const tap = new PacketTap();
    const { port } = new URL(uri);
    tap.relay = await StreamRelay.listen({ host, port: Number(port) }, { host, port: 0 }, "tcp", (near) => {
      void tap.read(near);
    });
    return tap;
  }

  /** Where to connect in place of the forwarder. */
  get uri(): string {
    return this.relay!.uri;
  }

  /** Everything that was sent to the forwarder so far, oldest first. */
  get sent(): readonly Uint8Array[] {
    return this.packets;
  }

  /**
   * The first packet, sent already or not, that `pick` picks; what it returns for that.
   * @param patience - milliseconds.
   * @returns `undefined` if it was not sent in time.
   * @throws what `pick` throws; Error if something was sent that is no packet.
   */
  async find<T>(pick: (packet: Uint8Array) => T | undefined, patience: number): Promise<T | undefined> {
    const signal = AbortSignal.timeout(patience);
    for (let next = 0; ; ) {
      for (; next < this.packets.length; ++next) {
        const picked = pick(this.packets[next]!);
        if (picked !== undefined) {
          return picked;
        }
      }
      if (this.failure !== undefined) {
        throw this.failure;
      }
      try {
        await once(this.arrivals, "packet", { signal });
      } catch {
        return undefined;
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.relay!.close();
  }

  private async read(near: Socket): Promise<void> {
    const copy = near.pipe(new PassThrough());
    near.on("close", () => copy.destroy());
    const reassembler = new Reassembler(UNFINISHED);
    try {
      for await (const frame of rxFromStream(copy)) {
        const packet = packetOf(frame, reassembler);
        if (packet !== undefined) {
          this.packets.push(packet);
          this.arrivals.emit("packet");
        }
      }
    } catch (error) {
      this.failure = error;
      this.arrivals.emit("packet");
    }
  }
}

/** The network packet that a frame is, carries, or completes; `undefined` if there is none yet. */
function packetOf({ type, decoder, tlv }: Decoder.Tlv, reassembler: Reassembler): Uint8Array | undefined {
  if (type !== TT_LP_PACKET) {
    return Uint8Array.from(tlv);
  }
  const whole = reassembler.accept(decoder.decode(LpPacket));
  return whole?.payload && Uint8Array.from(whole.payload);
}
