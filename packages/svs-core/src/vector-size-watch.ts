import type { VectorSize } from "./sync-events.js";

/** Octets of a packet in one Ethernet frame, behind IPv6 and UDP. */
const LINK_MTU = 1452;

/** Share of the packet limit from which on there is little room. */
const NEAR_LIMIT = 0.8;

/** Tells once each time when our Sync Interests have grown beyond a frame, and when to nearly all a packet can hold. */
export class VectorSizeWatch {
  private octets = 0;
  private isFull = false;

  /** @param limit - octets of a packet at the most. */
  constructor(
    private readonly limit: number,
    private readonly tell: (size: VectorSize) => void,
  ) {}

  /** A Sync Interest of so many octets was made. */
  made(octets: number): void {
    const before = this.octets;
    this.octets = octets;
    const { limit } = this;
    for (const [level, from] of [
      ["link-mtu", LINK_MTU],
      ["near-limit", NEAR_LIMIT * limit],
    ] as const) {
      if (before <= from && octets > from) {
        this.tell({ level, octets, limit });
      }
    }
  }

  /** A row was not learnt for want of room. */
  full(): void {
    if (!this.isFull) {
      this.isFull = true;
      this.tell({ level: "full", octets: this.octets, limit: this.limit });
    }
  }
}
