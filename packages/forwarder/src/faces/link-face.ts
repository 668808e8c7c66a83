import type { ForwarderClock } from "../clock.js";
import { Face } from "../forwarding/face.js";
import type { ForwardingCore } from "../forwarding/forwarding-core.js";
import { Fragmenter } from "../packet/fragmenter.js";
import { encodeLpPacket, type LpHeaders, LpPacketView } from "../packet/lp-packet.js";
import { packetSizeMax } from "../packet/packet-size.js";
import { Reassembler } from "../packet/reassembler.js";
import { TlvType } from "../packet/tlv-type.js";
import { type ForwarderRandom, random32 } from "../random.js";
import type { Link } from "./link.js";

/**
 * Octets of the largest frame that is sent, on any link: clients are not obliged to read larger ones,
 * so a packet that only its link headers make larger is cut in two.
 */
const mtu = packetSizeMax;

/** A face at a link: NDNLPv2 between the frames of the link and the packets of the core. */
export class LinkFace extends Face {
  readonly #core: ForwardingCore;
  readonly #link: Link;
  readonly #clock: ForwarderClock;
  readonly #lp = new LpPacketView();
  readonly #reassembler = new Reassembler();
  readonly #fragmenter: Fragmenter;

  constructor(id: number, core: ForwardingCore, link: Link, clock: ForwarderClock, random: ForwarderRandom) {
    super(id, link.remoteUri, link.localUri, link.scope, false);
    this.#core = core;
    this.#link = link;
    this.#clock = clock;
    this.#fragmenter = new Fragmenter(BigInt(random32(random) >>> 0) << 32n);
  }

  /** Takes one frame from the link. Octets of any kind may come: what is wrong with them is counted. */
  receive(frame: Uint8Array): void {
    this.counters.inOctets += frame.length;
    if (frame[0] !== TlvType.LpPacket) {
      this.#receivePacket(frame, undefined, undefined, 0, true);
      return;
    }
    const lp = this.#lp;
    if (!lp.parse(frame)) {
      ++this.counters.malformed;
      return;
    }
    const whole = this.#reassembler.accept(lp, this.#clock.monotonic());
    this.counters.reassemblyFailures = this.#reassembler.failures;
    // Without a fragment it is an IDLE packet: a sign of life and nothing more.
    if (whole && lp.fragment.length > 0) {
      this.#receivePacket(lp.fragment, lp.pitToken?.slice(), lp.nackReason, lp.congestionMark, !lp.noCache);
    }
  }

  #receivePacket(
    packet: Uint8Array,
    pitToken: Uint8Array | undefined,
    nackReason: number | undefined,
    congestionMark: number,
    admit: boolean,
  ): void {
    if (packet.length > packetSizeMax) {
      ++this.counters.oversized;
    } else if (packet[0] === TlvType.Interest) {
      if (nackReason === undefined) {
        this.#core.receiveInterest(this, packet, pitToken, congestionMark);
      } else {
        this.#core.receiveNack(this, packet, nackReason);
      }
    } else if (packet[0] === TlvType.Data && nackReason === undefined) {
      this.#core.receiveData(this, packet, congestionMark, admit);
    } else {
      ++this.counters.malformed;
    }
  }

  override sendInterest(packet: Uint8Array, _ingress: Face, congestionMark: number): void {
    this.#send(packet, { congestionMark });
  }

  override sendData(packet: Uint8Array, pitToken: Uint8Array | undefined, congestionMark: number): void {
    this.#send(packet, { pitToken, congestionMark });
  }

  override sendNack(interest: Uint8Array, nackReason: number, pitToken: Uint8Array | undefined): void {
    this.#send(interest, { pitToken, nackReason });
  }

  #send(packet: Uint8Array, headers: LpHeaders): void {
    if (
      headers.pitToken === undefined &&
      headers.nackReason === undefined &&
      !headers.congestionMark &&
      packet.length <= mtu
    ) {
      this.#sendFrame(packet);
      return;
    }
    const frame = encodeLpPacket(packet, headers);
    if (frame.length <= mtu) {
      this.#sendFrame(frame);
      return;
    }
    for (const piece of this.#fragmenter.frames(packet, headers, mtu)) {
      this.#sendFrame(piece);
    }
  }

  #sendFrame(frame: Uint8Array): void {
    if (!this.open) {
      return;
    }
    if (this.#link.send(frame)) {
      this.counters.outOctets += frame.length;
    } else {
      ++this.counters.congested;
    }
  }

  override close(): void {
    this.#link.close();
  }
}
