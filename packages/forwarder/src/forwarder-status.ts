import type { FaceScope } from "./forwarding/face.js";
import type { FaceCounters } from "./forwarding/face-counters.js";
import type { ForwardingCounters } from "./forwarding/forwarding-core.js";

/** A connection, as it is now. */
export interface FaceStatus {
  /** Never used twice in the life of a forwarder. */
  readonly id: number;
  /** The other end, as a face URI. */
  readonly remoteUri: string;
  /** This end, as a face URI. */
  readonly localUri: string;
  readonly scope: FaceScope;
  /** Interests that pend for it. */
  readonly pending: number;
  readonly counters: Readonly<FaceCounters>;
}

/** A prefix that a face has registered. */
export interface RouteStatus {
  /** As a URI. */
  readonly prefix: string;
  readonly faceId: number;
  readonly origin: number;
  readonly cost: number;
  /** 1 is ChildInherit, 2 is Capture. */
  readonly flags: number;
}

/** A forwarder, as it is now. */
export interface ForwarderStatus {
  /** By id. */
  readonly faces: readonly FaceStatus[];
  /** In canonical order of the prefixes. */
  readonly routes: readonly RouteStatus[];
  /** Which strategy serves which prefix, in canonical order. */
  readonly strategies: readonly { readonly prefix: string; readonly strategy: string }[];
  /** Interests that pend. */
  readonly pending: number;
  readonly contentStore: {
    /** Number of Data. */
    readonly size: number;
    readonly octets: number;
    readonly octetsMax: number;
    readonly hits: number;
    readonly misses: number;
  };
  readonly counters: Readonly<ForwardingCounters>;
}
