import type { PublicationStore, PublicationStoreLimits } from "@svs/core";
import type { StoreDomain } from "../store/store-domain.js";

/** One medium on which a publication store is opened. */
export interface PublicationStoreDomain extends StoreDomain<PublicationStore> {
  /** @param limits - without `byteLimit`, at least a million octets; without `packetLimit`, as many as come. */
  open(limits?: Partial<PublicationStoreLimits>): Promise<PublicationStore>;
}
