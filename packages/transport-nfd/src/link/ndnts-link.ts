import type { FwPacket } from "@ndn/fw";
import { Data, Interest, Nack, TT } from "@ndn/packet";
import { Decoder, Encoder } from "@ndn/tlv";
import { SvsError } from "@svs/core";
import { TlvCursor } from "@svs/tlv";
import { decodeLpPacket, encodeLpPacket, LP_PACKET } from "../lp/lp-packet.js";
import type { Link, LinkEvents } from "./link.js";

/** Octets of a PIT token that carries an NDNts token, which is a number. */
const TOKEN_SIZE = 4;

/** A link to a logical forwarder of NDNts in this process: octets on our side, packet objects on its side. */
export class NdntsLink implements Link {
  readonly mtu = Number.POSITIVE_INFINITY;
  readonly connected = true;
  private events: LinkEvents | undefined;
  private closed = false;

  /**
   * @param transmit - takes packets to the logical forwarder.
   * @param detach - takes our face off the logical forwarder. Called once.
   */
  constructor(
    private readonly transmit: (packet: FwPacket) => void,
    private readonly detach: () => void,
  ) {}

  start(events: LinkEvents): void {
    this.events = events;
  }

  send(frame: Uint8Array): boolean {
    if (this.closed) {
      return false;
    }
    const cursor = new TlvCursor(frame);
    cursor.read(0, frame.length);
    const lp = cursor.type === LP_PACKET ? decodeLpPacket(cursor.value) : undefined;
    const packet = lp === undefined ? frame : lp.fragment;
    if (packet !== undefined) {
      this.transmit({ l3: decode(packet), token: fromPitToken(lp?.pitToken) });
    }
    return true;
  }

  /** Takes a packet from the logical forwarder. */
  receive({ l3, token, reject, cancel }: FwPacket): void {
    if (this.closed || reject !== undefined || cancel) {
      return;
    }
    const nack = l3 instanceof Nack;
    this.events?.packet(
      encodeLpPacket({
        fragment: Encoder.encode(nack ? l3.interest : l3),
        pitToken: toPitToken(token),
        nackReason: nack ? l3.reason : undefined,
      }),
    );
  }

  /** Says that the forwarder lost its uplink. */
  lose(reason: string): void {
    if (!this.closed) {
      this.events?.lost(reason);
    }
  }

  close(): Promise<void> {
    if (!this.closed) {
      this.closed = true;
      this.detach();
    }
    return Promise.resolve();
  }
}

/** @throws SvsError `invalid-argument` if the octets, an application's, are no packet inside. */
function decode(packet: Uint8Array): Data | Interest {
  try {
    return packet[0] === TT.Data ? Decoder.decode(packet, Data) : Decoder.decode(packet, Interest);
  } catch (cause) {
    const words = cause instanceof Error ? cause.message : String(cause);
    throw new SvsError("invalid-argument", `The octets to be sent are no packet: ${words}.`, { cause });
  }
}

function toPitToken(token: unknown): Uint8Array | undefined {
  if (typeof token !== "number") {
    return undefined;
  }
  const octets = new Uint8Array(TOKEN_SIZE);
  new DataView(octets.buffer).setUint32(0, token);
  return octets;
}

function fromPitToken(octets: Uint8Array | undefined): number | undefined {
  return octets === undefined ? undefined : new DataView(octets.buffer, octets.byteOffset).getUint32(0);
}
