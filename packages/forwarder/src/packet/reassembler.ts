import type { Millis } from "../clock.js";
import type { LpPacketView } from "./lp-packet.js";
import { packetSizeMax } from "./packet-size.js";

/** A packet of which some pieces have come. */
interface Partial {
  readonly pieces: (Uint8Array | undefined)[];
  readonly startedAt: Millis;
  missing: number;
  octets: number;
  /** Headers of the whole packet, which the first piece carries. */
  pitToken: Uint8Array | undefined;
  nackReason: number | undefined;
  noCache: boolean;
  congestionMark: number;
}

/** Packets in pieces that are held at a time; the oldest gives way. */
const partialsMax = 16;
/** No packet of 8 800 octets is cut into more pieces than this on any link in use. */
const piecesMax = 256;
/** Milliseconds within which the pieces of a packet must come. */
const timeout: Millis = 500;

/**
 * Puts NDNLPv2 pieces together again. What it holds is bounded: 16 packets of 8 800 octets.
 */
export class Reassembler {
  readonly #partials = new Map<bigint, Partial>();

  /** Packets given up: timed out, pushed out, contradictory or too large. */
  failures = 0;

  /**
   * Takes one frame. When it completes a packet, `frame` is changed to carry the whole of it.
   * @returns whether `frame` now carries a whole packet.
   */
  accept(frame: LpPacketView, now: Millis): boolean {
    if (frame.fragCount === 1) {
      return true;
    }
    if (frame.sequence === undefined || frame.fragCount > piecesMax || frame.fragment.length === 0) {
      ++this.failures;
      return false;
    }
    this.#expire(now);
    const base = BigInt.asUintN(64, frame.sequence - BigInt(frame.fragIndex));
    const partial = this.#partials.get(base) ?? this.#begin(base, frame.fragCount, now);
    if (partial.pieces.length !== frame.fragCount) {
      this.#giveUp(base);
      return false;
    }
    if (partial.pieces[frame.fragIndex] !== undefined) {
      return false;
    }
    partial.octets += frame.fragment.length;
    if (partial.octets > packetSizeMax) {
      this.#giveUp(base);
      return false;
    }
    // A copy: the piece would keep the whole chunk alive that the socket read.
    partial.pieces[frame.fragIndex] = frame.fragment.slice();
    if (frame.fragIndex === 0) {
      partial.pitToken = frame.pitToken?.slice();
      partial.nackReason = frame.nackReason;
      partial.noCache = frame.noCache;
      partial.congestionMark = frame.congestionMark;
    }
    if (--partial.missing > 0) {
      return false;
    }
    this.#partials.delete(base);
    this.#complete(frame, partial);
    return true;
  }

  #begin(base: bigint, count: number, now: Millis): Partial {
    if (this.#partials.size >= partialsMax) {
      const [oldest] = this.#partials.keys();
      this.#giveUp(oldest!);
    }
    const partial: Partial = {
      pieces: new Array<Uint8Array | undefined>(count).fill(undefined),
      startedAt: now,
      missing: count,
      octets: 0,
      pitToken: undefined,
      nackReason: undefined,
      noCache: false,
      congestionMark: 0,
    };
    this.#partials.set(base, partial);
    return partial;
  }

  /** A Map keeps the order of insertion, so the oldest come first. */
  #expire(now: Millis): void {
    for (const [base, partial] of this.#partials) {
      if (now - partial.startedAt < timeout) {
        return;
      }
      this.#giveUp(base);
    }
  }

  #giveUp(base: bigint): void {
    this.#partials.delete(base);
    ++this.failures;
  }

  #complete(frame: LpPacketView, partial: Partial): void {
    const whole = new Uint8Array(partial.octets);
    let at = 0;
    for (const piece of partial.pieces) {
      whole.set(piece!, at);
      at += piece!.length;
    }
    frame.fragment = whole;
    frame.pitToken = partial.pitToken;
    frame.nackReason = partial.nackReason;
    frame.noCache = partial.noCache;
    frame.congestionMark = partial.congestionMark;
  }
}
