import type { Name } from "@ndn/packet";
import type { InterestHandler, ServeOptions } from "@svs/core";

/** A prefix that an application serves, or asked to serve. */
export class ServedPrefix {
  /** Whether the network knows of it on this connection. */
  registered = false;

  constructor(
    readonly prefix: Name,
    readonly handler: InterestHandler,
    readonly options: Omit<ServeOptions, "signal">,
    /** Settles the first registration; later ones are nobody's promise. */
    readonly first: { readonly resolve: () => void; readonly reject: (error: unknown) => void },
  ) {}
}
