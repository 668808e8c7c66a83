import type { Face } from "./face.js";
import type { PitEntry } from "./pit.js";
import type { NextHop } from "./rib.js";

/** An Interest, as a strategy is asked about it. */
export interface StrategyRequest {
  readonly entry: PitEntry;
  /** Face the Interest came from; never among {@link nextHops}. */
  readonly ingress: Face;
  /** Where the Interest may go, the best first. */
  readonly nextHops: readonly NextHop[];
  /** Whether `ingress` already waited, and asks again with a fresh Nonce. */
  readonly retransmission: boolean;
  /** Milliseconds, on the monotonic clock. */
  readonly now: number;
  /** Sends the Interest to a face. */
  readonly send: (face: Face) => void;
}

/** Decides which of the possible next hops an Interest goes to. */
export interface Strategy {
  /** The last component of the strategy's name, version aside. */
  readonly name: "best-route" | "multicast";

  /** @returns false if the Interest has nowhere to go and the asking face is to be told so. */
  afterInterest(request: StrategyRequest): boolean;

  /** Whether asking faces are told when every next hop has refused an Interest. */
  readonly passesNacks: boolean;

  /** Whether Interests that pend are sent to a next hop that appears meanwhile. */
  readonly reachesNewNextHops: boolean;
}
