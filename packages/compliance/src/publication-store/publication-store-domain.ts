import type { PublicationStore } from "@svs/core";
import type { StoreDomain } from "../store/store-domain.js";

/** One medium on which a publication store is opened. */
export interface PublicationStoreDomain extends StoreDomain<PublicationStore> {
  /** @param byteLimit - octets of packets at the most; without it, at least a million. */
  open(byteLimit?: number): Promise<PublicationStore>;
}
