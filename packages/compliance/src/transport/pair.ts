import type { Transport } from "@svs/core";
import type { TransportTrial } from "./transport-trial.js";

/** Two attachments, as most cases need them. */
export async function pair(t: TransportTrial): Promise<{ alice: Transport; bob: Transport }> {
  return { alice: await t.attach("alice"), bob: await t.attach("bob") };
}
