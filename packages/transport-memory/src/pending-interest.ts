import type { Millis } from "@svs/core";
import type { Channel } from "./channel.js";
import type { Waiting } from "./interest-table.js";
import type { WirePacket } from "./wire-packet.js";

/** A face that waits for the Data. */
interface InRecord {
  readonly face: Channel;
  /** The connection of the face that waits: a later one does not. */
  readonly connection: number;
  /** Its latest Interest. */
  packet: WirePacket;
  expiry: Millis;
}

/** Faces the Interest was passed on to, together. */
interface OutRecord {
  readonly faces: readonly Channel[];
  readonly sentAt: Millis;
  readonly expiry: Millis;
}

/** How an Interest relates to those of its name that came before. */
export type Arrival = "first" | "retransmission" | "another-face" | "loop";

/** What a forwarder keeps of the Interests of one name and one set of selectors. */
export class PendingInterest implements Waiting {
  /** When the last of the faces has waited its lifetime. */
  expiry: Millis = 0;
  private readonly ins: InRecord[] = [];
  private outs: OutRecord[] = [];

  /** @param packet - the first of the Interests. */
  constructor(readonly packet: WirePacket) {}

  /** Takes note that a face waits. */
  arrive(now: Millis, packet: WirePacket, face: Channel): Arrival {
    const nonce = packet.fields.nonce!;
    const expiry = now + packet.fields.lifetime;
    if (this.ins.some((record) => record.packet.fields.nonce === nonce)) {
      return "loop";
    }
    this.expiry = Math.max(this.expiry, expiry);
    const { connection } = face;
    const record = this.ins.find((other) => other.face === face && other.connection === connection);
    if (record) {
      record.packet = packet;
      record.expiry = expiry;
      return "retransmission";
    }
    this.ins.push({ face, connection, packet, expiry });
    return this.ins.length === 1 ? "first" : "another-face";
  }

  /** Takes note that the Interest was passed on to faces. */
  depart(now: Millis, lifetime: Millis, faces: readonly Channel[]): void {
    this.outs.push({ faces, sentAt: now, expiry: now + lifetime });
  }

  /** When it was last passed on to a face; `undefined` if it never was. */
  lastSent(face: Channel): Millis | undefined {
    return this.outs.findLast((out) => out.faces.includes(face))?.sentAt;
  }

  /** Whether Data may still come from a face. */
  awaits(now: Millis, face: Channel): boolean {
    return this.outs.some((out) => now < out.expiry && out.faces.includes(face));
  }

  /** Whether Data may still come from any face but one. */
  awaitsBeside(now: Millis, ingress: Channel): boolean {
    return this.outs.some((out) => now < out.expiry && out.faces.some((face) => face !== ingress));
  }

  /** Takes note that no Data will come from a face. */
  refused(face: Channel): void {
    this.outs = this.outs
      .map((out) => ({ ...out, faces: out.faces.filter((other) => other !== face) }))
      .filter((out) => out.faces.length > 0);
  }

  /** Who still waits, but the face that the answer comes from; first come, first served. */
  waiting(now: Millis, from: Channel): readonly Readonly<InRecord>[] {
    return this.ins.filter(
      ({ face, connection, expiry }) => now < expiry && face !== from && face.connection === connection,
    );
  }
}
