import type { Dialect } from "@svs/core";
import { SeededRandom } from "@svs/transport-memory";
import { DIALECTS } from "./dialects.js";
import { syncInterest } from "./machine-level/sync-interest-sizes.js";
import { type CapturedPacket, pcap } from "./pcap.js";
import type { RunHooks } from "./run-hooks.js";
import type { Scenario } from "./scenario.js";

/** Gathers the packets of one run for a capture file. */
export class Capture {
  private readonly packets: CapturedPacket[] = [];
  /** State vectors that are to become packets: at machine level there are no others. */
  private readonly vectors: CapturedPacket[] = [];
  private readonly dialect: Dialect;

  constructor({ dialect = "v3" }: Scenario) {
    this.dialect = DIALECTS[dialect];
  }

  readonly hooks: Pick<RunHooks, "onPacket" | "onVector"> = {
    onPacket: (at, member, octets) => this.packets.push({ at, member, octets }),
    onVector: (at, member, octets) => this.vectors.push({ at, member, octets }),
  };

  /** The capture file. */
  async file(): Promise<Uint8Array> {
    const random = SeededRandom.of(0).fork("capture");
    for (const { at, member, octets } of this.vectors.splice(0)) {
      this.packets.push({ at, member, octets: await syncInterest(this.dialect, member, octets, random) });
    }
    return pcap(this.packets);
  }
}
