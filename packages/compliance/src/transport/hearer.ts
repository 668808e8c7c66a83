import { Interest, type NameLike } from "@ndn/packet";
import { Encoder } from "@ndn/tlv";
import type { InterestHandler, Transport } from "@svs/core";
import { pair } from "./pair.js";
import type { TransportTrial } from "./transport-trial.js";

/** A `hear` that keeps what it is shown, and returns always the same. */
export interface Hearer {
  readonly shown: Uint8Array[];
  readonly hear: (packet: Uint8Array) => boolean;
}

export function hearer(takes: boolean): Hearer {
  const shown: Uint8Array[] = [];
  return {
    shown,
    hear: (packet) => {
      shown.push(packet);
      return takes;
    },
  };
}

/** One attachment that sends, and one that hears and listens under `/c`, and leaves all to its handler. */
export async function senderAndHearer(
  t: TransportTrial,
): Promise<{ alice: Transport; shown: readonly Uint8Array[]; heard: readonly Interest[] }> {
  const { alice, bob } = await pair(t);
  const { shown, hear } = hearer(false);
  const { heard, handler } = t.listener();
  await t.serve(bob, "/c", handler, { hear });
  return { alice, shown, heard };
}

/** A handler that writes its name down in a common list, and answers with it. */
export function noting(t: TransportTrial, asked: string[], name: string): InterestHandler {
  return (interest) => {
    asked.push(name);
    return t.answer(interest, name);
  };
}

/** The octets of an Interest that no cache answers, with a Nonce of its own. */
export function interestOctets(name: NameLike, lifetime: number): Uint8Array {
  return Encoder.encode(
    new Interest(name, Interest.MustBeFresh, Interest.Nonce(), Interest.Lifetime(lifetime)),
  );
}
