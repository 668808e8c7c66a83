import type { StateStore } from "@svs/core";
import type { StoreDomain } from "../store/store-domain.js";

/** One medium on which a state store is opened. */
export interface StateStoreDomain extends StoreDomain<StateStore> {
  open(): Promise<StateStore>;
}
