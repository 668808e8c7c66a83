import { StateVector } from "@svs/tlv";
import { nodeOctets } from "./node-names.js";
import type { Scenario } from "./scenario.js";

/** The vector that everybody has who comes for the first time, as a version 3 StateVector TLV. */
export function historyOf({ members, history = 0 }: Scenario, bootstrapTime: number): Uint8Array | undefined {
  if (history === 0) {
    return undefined;
  }
  const vector = new StateVector();
  for (let member = 0; member < members; member++) {
    vector.set(nodeOctets(member), bootstrapTime, history);
  }
  return vector.encode();
}
