import { SigType, type Verifier } from "@ndn/packet";
import type { Millis } from "@svs/core";
import type { StateVector } from "@svs/tlv";
import type { SyncShape } from "./sync-shape.js";

/** What was heard of one dialect in the group. */
export class HeardDialect {
  /** Sync Interests that are well-formed, and whose digest is right. */
  sound = 0;
  /** Sync Interests that are none, whatever their name says. */
  malformed = 0;
  /** Sync Interests whose digest is wrong. */
  damaged = 0;
  /** Sync Interests that are signed with a key. */
  keySigned = 0;
  /** Whether there are more members than one Sync Interest has room for. */
  partial = false;
  /** The latest bootstrap time, in milliseconds since 1970; 0 if there was none. */
  latestBootstrap: Millis = 0;
  /** How far the clocks of senders that say the time were ahead of ours. */
  readonly clocksAhead: Millis[] = [];
  private readonly names = new Set<string>();

  constructor(readonly shape: SyncShape) {}

  /** How many names are in the vectors, gone members among them. */
  get members(): number {
    return this.names.size;
  }

  /** Takes in a sound Sync Interest. @param wall - when it came, in milliseconds since 1970. */
  note(vector: StateVector, partial: boolean, signed: Verifier.Verifiable, wall: Millis): void {
    ++this.sound;
    this.partial ||= partial;
    for (const { node, bootstrapTime } of vector) {
      this.names.add(Buffer.from(node).toString("hex"));
      this.latestBootstrap = Math.max(this.latestBootstrap, bootstrapTime * 1000);
    }
    const time = signed.sigInfo?.time;
    if (time !== undefined) {
      this.clocksAhead.push(time - wall);
    }
  }

  /** Counts one whose signature was refused. */
  noteRefused({ sigInfo }: Verifier.Verifiable): void {
    const type = sigInfo?.type ?? SigType.Null;
    if (type === SigType.Sha256 || type === SigType.Null) {
      ++this.damaged;
    } else {
      ++this.keySigned;
    }
  }
}
