import { AltUri, type Name } from "@ndn/packet";
import type { PublicationId } from "./dialect/dialect.js";

const utf8 = new TextDecoder();

/** One numbered publication of one member, whole and verified. */
export class Publication implements PublicationId {
  readonly node: Name;
  readonly bootstrapTime: number;
  readonly seqNo: number;

  /** @param content - the application's octets. Held, not copied: to be read only. */
  constructor(
    { node, bootstrapTime, seqNo }: PublicationId,
    readonly content: Uint8Array,
  ) {
    this.node = node;
    this.bootstrapTime = bootstrapTime;
    this.seqNo = seqNo;
  }

  /** The node prefix as a person writes it: `/alice`. */
  get from(): string {
    return AltUri.ofName(this.node);
  }

  /** The content as UTF-8 text. */
  text(): string {
    return utf8.decode(this.content);
  }
}
