import { Data, type Name } from "@ndn/packet";
import { Decoder } from "@ndn/tlv";
import { AbortGroup } from "../abort-group.js";
import type { PublicationId, Segmentation } from "../dialect/dialect.js";
import { encodeData } from "../encode-data.js";
import type { Clock } from "../ports/clock.js";
import type { ContentCipher } from "../ports/content-cipher.js";
import type { PublicationStore, StoredPacket } from "../ports/publication-store.js";
import { Publication } from "../publication.js";
import { lastSegmentOf, segmentName, segmentOf } from "../segmentation.js";
import { SvsError } from "../svs-error.js";
import type { FetchOptions } from "./fetch-options.js";
import type { PacketFetcher } from "./packet-fetcher.js";
import type { SignsOfLife } from "./signs-of-life.js";

/** One publication to fetch. */
export interface PublicationRequest {
  readonly id: PublicationId;
  /** Name of its Data, without version and segment. */
  readonly name: Name;
  /** Interests for each of its packets at the most. */
  readonly attempts: number;
  readonly signal: AbortSignal;
  /** Of the publisher. */
  readonly signs: SignsOfLife;
  /** Told before each Interest of the first packet, as of a `PacketRequest`. */
  readonly onAttempt?: ((unanswered: number) => void) | undefined;
}

/** What a publication fetcher stands on. */
export interface PublicationFetcherContext {
  readonly packets: PacketFetcher;
  readonly clock: Clock;
  readonly store: PublicationStore;
  /** Whether what is fetched is kept in the store. */
  readonly keeps: boolean;
  readonly options: FetchOptions;
  readonly onStoreError: (error: SvsError) => void;
  /** A content could not be decrypted; the publication is given up. */
  readonly onRejected: (name: Name, error: SvsError) => void;
  /** Default `when-needed`. */
  readonly segmentation?: Segmentation | undefined;
  readonly cipher?: ContentCipher | undefined;
}

/** Fetches whole publications: from the store, or packet by packet from the network into it. */
export class PublicationFetcher {
  private readonly segmentation: Segmentation;

  constructor(private readonly context: PublicationFetcherContext) {
    this.segmentation = context.segmentation ?? "when-needed";
  }

  /** @throws SvsError `fetch-failed`, `aborted`, `closed`, `store-failed`. */
  fetch(request: PublicationRequest): Promise<Publication> {
    return this.first(request).then((first) => {
      const part = segmentOf(request.name, first.name);
      if (part === "whole") {
        this.checkSize(request, first.content.length);
        return this.open(request, first.content);
      }
      return this.fromSegments(request, first, part!);
    });
  }

  /** @param part - which segment the first one is that came. */
  private async fromSegments(request: PublicationRequest, first: Data, part: number): Promise<Publication> {
    const parts = new Map<number, Uint8Array>([[part, first.content]]);
    const last = await this.rest(request, parts, lastSegmentOf(first));
    if (part > last) {
      // Its packets contradict each other. The others can be one too many, and not one too few.
      throw new SvsError(
        "fetch-failed",
        `${first.name} is behind the last packet of the publication, ${last}.`,
      );
    }
    return this.open(request, this.assemble(request, parts));
  }

  private open(request: PublicationRequest, sealed: Uint8Array): Publication | Promise<Publication> {
    const { cipher } = this.context;
    return cipher ? this.decrypt(cipher, request, sealed) : new Publication(request.id, sealed);
  }

  private async decrypt(
    cipher: ContentCipher,
    { id, name }: PublicationRequest,
    sealed: Uint8Array,
  ): Promise<Publication> {
    const { clock } = this.context;
    try {
      return new Publication(id, await clock.work(cipher.open(sealed, id)));
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      const sentence = `The content of ${name} could not be decrypted: ${why}`;
      const cause = SvsError.is(error) ? error : new SvsError("undecryptable", sentence, { cause: error });
      this.context.onRejected(name, cause);
      throw new SvsError("fetch-failed", sentence, { cause });
    }
  }

  /**
   * One packet: that segment, or the only packet there is.
   * @throws SvsError as {@link fetch}.
   */
  async packet(request: PublicationRequest, segment: number): Promise<Data> {
    if (segment === 0) {
      const first = await this.first(request);
      const part = segmentOf(request.name, first.name);
      if (part === "whole" || part === 0) {
        return first;
      }
    }
    return this.segment(request, segment, request.signal);
  }

  /** The publication's only packet, or one of its segments. */
  private async first(request: PublicationRequest): Promise<Data> {
    const { name } = request;
    const stored = await this.context.store.get(name, { canBePrefix: true });
    const data = stored && decodeStored(stored);
    if (data && segmentOf(name, data.name) !== undefined) {
      return data;
    }
    const fetched = await this.context.packets.fetch({
      name: this.segmentation === "always" ? segmentName(name, 0) : name,
      canBePrefix: this.segmentation === "when-needed",
      publication: request.id,
      attempts: request.attempts,
      accept: (answer) => segmentOf(name, answer.name) !== undefined,
      signal: request.signal,
      signs: request.signs,
      onAttempt: request.onAttempt,
    });
    await this.keep(request, fetched);
    return fetched;
  }

  /**
   * Every segment that is not there yet; one after the other until the last one is known.
   * @returns the number of the last one.
   */
  private async rest(
    request: PublicationRequest,
    parts: Map<number, Uint8Array>,
    known: number | undefined,
  ): Promise<number> {
    let last = known;
    let octets = 0;
    for (const part of parts.values()) {
      octets += part.length;
    }
    const gets = new AbortGroup();
    const get = async (segment: number): Promise<void> => {
      const data = await gets.run((signal) => this.segment(request, segment, signal));
      last ??= lastSegmentOf(data);
      octets += data.content.length;
      this.checkSize(request, octets);
      parts.set(segment, data.content);
    };
    let next = 0;
    const worker = async (): Promise<void> => {
      while (next <= last!) {
        const segment = next++;
        if (!parts.has(segment)) {
          await get(segment);
        }
      }
    };
    const onAbort = (): void => gets.abort();
    request.signal.addEventListener("abort", onAbort, { once: true });
    try {
      for (; last === undefined; next++) {
        this.checkSegments(request, next); // an empty one costs a packet all the same
        if (!parts.has(next)) {
          await get(next);
        }
      }
      this.checkSegments(request, last);
      await Promise.all(Array.from({ length: this.context.options.windowPerMember }, worker));
      return last;
    } finally {
      request.signal.removeEventListener("abort", onAbort);
      gets.abort(); // when one segment failed, the others have no use
    }
  }

  private async segment(request: PublicationRequest, segment: number, signal: AbortSignal): Promise<Data> {
    const name = segmentName(request.name, segment);
    const stored = await this.context.store.get(name);
    if (stored) {
      return decodeStored(stored);
    }
    const data = await this.context.packets.fetch({
      name,
      canBePrefix: false,
      publication: request.id,
      attempts: request.attempts,
      accept: (answer) => answer.name.equals(name),
      signal,
      signs: request.signs,
    });
    await this.keep(request, data);
    return data;
  }

  private assemble(request: PublicationRequest, parts: ReadonlyMap<number, Uint8Array>): Uint8Array {
    let size = 0;
    for (const part of parts.values()) {
      size += part.length;
    }
    this.checkSize(request, size);
    const content = new Uint8Array(size);
    let offset = 0;
    for (let segment = 0; segment < parts.size; segment++) {
      const part = parts.get(segment)!;
      content.set(part, offset);
      offset += part.length;
    }
    return content;
  }

  private checkSize({ name }: PublicationRequest, octets: number): void {
    const { publicationSizeMax } = this.context.options;
    if (octets > publicationSizeMax) {
      throw new SvsError(
        "fetch-failed",
        `${name} is larger than ${publicationSizeMax} octets; raise fetch.publicationSizeMax to accept it.`,
      );
    }
  }

  private checkSegments({ name }: PublicationRequest, last: number): void {
    const { segmentsMax } = this.context.options;
    if (last >= segmentsMax) {
      throw new SvsError(
        "fetch-failed",
        `${name} is cut into more than ${segmentsMax} packets; raise fetch.segmentsMax to accept it.`,
      );
    }
  }

  /** A publication that cannot be kept is delivered all the same. */
  private async keep({ id, name }: PublicationRequest, data: Data): Promise<void> {
    if (!this.context.keeps) {
      return;
    }
    try {
      await this.context.store.put(storedPacket(id, name, data));
    } catch (cause) {
      this.context.onStoreError(
        SvsError.is(cause)
          ? cause
          : new SvsError("store-failed", `${data.name} could not be stored.`, { cause }),
      );
    }
  }
}

/** A packet of another member's publication, to be stored. @param name - of the publication. */
export function storedPacket(id: PublicationId, name: Name, data: Data): StoredPacket {
  const part = segmentOf(name, data.name);
  const segment = part === "whole" || part === undefined ? 0 : part;
  const { node, bootstrapTime, seqNo } = id;
  return { node, bootstrapTime, seqNo, name: data.name, segment, packet: encodeData(data), own: false };
}

function decodeStored(packet: Uint8Array): Data {
  return Decoder.decode(packet, Data);
}
