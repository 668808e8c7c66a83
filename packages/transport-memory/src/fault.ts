import type { Name, NameLike } from "@ndn/packet";
import type { Millis } from "@svs/core";
import type { PacketKind } from "./wire-packet.js";

/** A packet about to be put on a link, as a fault rule sees it. */
export interface PacketInFlight {
  readonly kind: PacketKind;
  readonly name: Name;
  /** The attachment (or caching forwarder) that sent it into the network. */
  readonly origin: string;
  /** The ends of the link it is put on. */
  readonly from: string;
  readonly to: string;
  /** Not to be changed. */
  readonly octets: Uint8Array;
}

/** Which packets a rule is about: those for which every given condition holds. */
export interface FaultMatch {
  /**
   * Who sends: with `to`, the member that sent the packet into the network or the node before
   * the link; alone, the node before the link.
   */
  from?: string | readonly string[] | undefined;
  /** The node or member at the far end of the link. */
  to?: string | readonly string[] | undefined;
  kind?: PacketKind | undefined;
  /** A prefix of the packet's name. */
  name?: NameLike | undefined;
  /** A condition of your own. It depends on the packet alone. */
  where?: ((packet: PacketInFlight) => boolean) | undefined;
  /** The share, from 0 to 1, of packets that match; drawn last. Default 1. */
  probability?: number | undefined;
}

/** What a rule does to a packet. */
export type FaultAction =
  /** Nothing: no later rule sees the packet. The link's own loss and delay remain. */
  | { readonly action: "pass" }
  /** It is lost on the way, and nobody knows. */
  | { readonly action: "drop" }
  /** There is no line: a forwarder looks for another way, and keeps nothing pending for it. */
  | { readonly action: "cut" }
  /** It takes `delay` ms longer, and up to `jitter` more. */
  | { readonly action: "delay"; readonly delay: Millis; readonly jitter?: Millis | undefined }
  /** `copies` more of it follow (default 1), each `spacing` ms after the one before (default 0). */
  | {
      readonly action: "duplicate";
      readonly copies?: number | undefined;
      readonly spacing?: Millis | undefined;
    }
  /** The next packet of this direction of the link overtakes it, or `within` ms pass (default 1000). */
  | { readonly action: "reorder"; readonly within?: Millis | undefined }
  /** So many of its octets (default 1) become others. */
  | { readonly action: "corrupt"; readonly octets?: number | undefined }
  /** It waits until the rule is released or removed. */
  | { readonly action: "hold" };

/** A fault rule. */
export type Fault = FaultAction & {
  /** Default: every packet on every link. */
  readonly match?: FaultMatch | undefined;
  /** How many packets it befalls; later ones do not match. Default: no limit. */
  readonly times?: number | undefined;
};

/** A fault rule at work. Disposing it removes it. */
export interface ActiveFault extends Disposable {
  /** Packets it befell so far. */
  readonly hits: number;
  /** Packets it holds now. */
  readonly held: number;
  /** Sends what it holds on its way, in order. */
  release(): void;
  /** Takes the rule out, and sends what it holds on its way. Idempotent. */
  remove(): void;
}
