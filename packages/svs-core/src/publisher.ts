import type { Data, Name, Signer } from "@ndn/packet";
import type { PublicationId, Segmentation } from "./dialect/dialect.js";
import { digestSigning } from "./digest-signing.js";
import { encodeData } from "./encode-data.js";
import { encodeDigestData } from "./encode-digest-data.js";
import type { Clock, Millis } from "./ports/clock.js";
import type { ContentCipher } from "./ports/content-cipher.js";
import type { PublicationStore, StoredPacket } from "./ports/publication-store.js";
import type { OwnState } from "./ports/state-store.js";
import { Publication } from "./publication.js";
import { segmentize } from "./segmentation.js";
import { SvsError } from "./svs-error.js";

/** What a publisher stands on. */
export interface PublisherContext {
  readonly clock: Clock;
  readonly store: PublicationStore;
  readonly signer: Signer;
  /** Octets of content in a packet at the most. */
  readonly segmentSize: number;
  /** Default `when-needed`. */
  readonly segmentation?: Segmentation | undefined;
  readonly freshnessPeriod: Millis;
  /** Encrypts contents; `undefined` if they are public. */
  readonly cipher?: ContentCipher | undefined;
  /** Name of a publication's Data, without version and segment. */
  dataName(id: PublicationId): Name;
  /** The node prefix as it stands, with a new bootstrap time if it needs one. */
  join(node: Name): Promise<OwnState>;
  /** Remembers that numbers up to `seqNo` are given out. */
  raise(node: Name, seqNo: number): Promise<OwnState>;
  /** Announces all numbers of a node prefix. */
  announce(own: OwnState): void;
}

/** How long an announcement may wait for more publications that are being signed. */
const HOLD_MAX: Millis = 50;

/**
 * Numbers publications: sign, store the Data, store the sequence number, then announce, one
 * publication after the other. Killed at any point, a member that starts again on the same
 * stores gives no number to two contents, and serves all that it announced.
 */
export class Publisher {
  /** Publications begun and not ended; each waits for the one before. */
  private waiting = 0;
  private last: Promise<unknown> = Promise.resolve();
  private unannounced: OwnState[] = [];
  private heldSince: Millis = 0;

  constructor(private readonly context: PublisherContext) {}

  /**
   * @param content - held, not copied.
   * @throws SvsError `signing-failed`, `store-full`, `store-failed`: nothing was numbered.
   */
  publish(node: Name, content: Uint8Array): Promise<Publication> {
    this.waiting++;
    const published = this.last.then(async () => {
      try {
        return await this.number(node, content);
      } finally {
        this.waiting--;
        this.announce();
      }
    });
    this.last = published.catch(() => undefined);
    return published;
  }

  /** Resolves when what was begun has ended. */
  async idle(): Promise<void> {
    await this.last;
  }

  /**
   * Takes up what a killed process had stored and not numbered. A publication is stored from its
   * last packet to its first, so one whose first packet is there is whole and gets its number;
   * of any other the leavings, which nobody can have been told of, are deleted.
   * @returns the state to go on from.
   */
  async recover(own: OwnState): Promise<OwnState> {
    const { store, raise } = this.context;
    let state = own;
    for (;;) {
      const { node, bootstrapTime } = state;
      const seqNo = state.seqNo + 1;
      const found: StoredPacket[] = [];
      for await (const packet of store.range({ node, bootstrapTime, low: seqNo, high: seqNo })) {
        found.push(packet);
      }
      if (found[0]?.segment !== 0) {
        await this.discard(found);
        return state;
      }
      state = await raise(node, seqNo);
    }
  }

  private async number(node: Name, content: Uint8Array): Promise<Publication> {
    const { dataName, segmentSize, segmentation, freshnessPeriod, store } = this.context;
    const { bootstrapTime, seqNo: last } = await this.context.join(node);
    const id = { node, bootstrapTime, seqNo: last + 1 };
    const sealed = await this.seal(content, id);
    const packets = segmentize(dataName(id), sealed, segmentSize, freshnessPeriod, segmentation);
    const [first] = packets;
    const isPlain = this.context.signer === digestSigning && !first!.finalBlockId;
    const octets = isPlain ? [encodeDigestData(first!)] : await this.sign(packets);
    const stored = packets.map(({ name }, segment) => ({
      ...id,
      name,
      segment,
      packet: octets[segment]!,
      own: true,
    }));
    try {
      for (const packet of stored.toReversed()) {
        await store.put(packet);
      }
      this.unannounced = [
        ...this.unannounced.filter((own) => !own.node.equals(node)),
        await this.context.raise(node, id.seqNo),
      ];
    } catch (error) {
      await this.discard(stored);
      throw error;
    }
    return new Publication(id, content);
  }

  private async seal(content: Uint8Array, id: PublicationId): Promise<Uint8Array> {
    const { clock, cipher } = this.context;
    if (!cipher) {
      return content;
    }
    try {
      return await clock.work(cipher.seal(content, id));
    } catch (cause) {
      throw new SvsError("signing-failed", "The publication could not be encrypted.", { cause });
    }
  }

  private async sign(packets: readonly Data[]): Promise<Uint8Array[]> {
    const { clock, signer } = this.context;
    try {
      for (const data of packets) {
        await clock.work(signer.sign(data));
      }
    } catch (cause) {
      throw new SvsError("signing-failed", "The publication could not be signed.", { cause });
    }
    return packets.map(encodeData);
  }

  /** Best effort: the store that fails here has just failed, and said so. */
  private async discard(packets: readonly StoredPacket[]): Promise<void> {
    for (const { name } of packets) {
      await this.context.store.delete(name).catch(() => undefined);
    }
  }

  /** At once after the last publication that waits, and now and then in between. */
  private announce(): void {
    const now = this.context.clock.monotonic();
    if (this.unannounced.length === 0) {
      this.heldSince = now;
    }
    if (this.waiting > 0 && now - this.heldSince < HOLD_MAX) {
      return;
    }
    this.heldSince = now;
    const owns = this.unannounced;
    this.unannounced = [];
    for (const own of owns) {
      this.context.announce(own);
    }
  }
}
