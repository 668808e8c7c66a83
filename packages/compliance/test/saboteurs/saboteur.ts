import type { Transport, TransportStatus } from "@svs/core";
import type { TransportDomain } from "../../src/index.js";
import { overlay } from "./overlay.js";

/** An implementation that breaks one rule. */
export interface Saboteur<Domain = TransportDomain> {
  /** What it does wrong: "it ...". */
  readonly does: string;
  /** Puts it between a case and a domain that keeps every rule. */
  readonly spoil: (good: Domain) => Domain;
}

/** How a transport is spoilt: what it has instead of the good one's members. */
export type Spoil = (good: Transport) => Partial<Transport>;

/**
 * A saboteur that replaces members of every transport attached.
 * @param spoilt - called once for each domain, so that transports of one domain can conspire.
 */
export function saboteur(does: string, spoilt: (domain: TransportDomain) => Spoil): Saboteur {
  return {
    does,
    spoil: (good) => {
      const spoil = spoilt(good);
      const inner = new WeakMap<Transport, Transport>();
      const own = (transport: Transport): Transport => inner.get(transport) ?? transport;
      return {
        clock: good.clock,
        quiet: good.quiet,
        patience: good.patience,
        refusedPrefix: good.refusedPrefix,
        attach: async (name) => {
          const transport = await good.attach(name);
          const shell = overlay(transport, spoil(transport));
          inner.set(shell, transport);
          return shell;
        },
        cut: (transport) => good.cut(own(transport)),
        mend: (transport) => good.mend(own(transport)),
        elapse: (ms) => good.elapse(ms),
        [Symbol.asyncDispose]: () => good[Symbol.asyncDispose](),
      };
    },
  };
}

/** An `addEventListener` that gives listeners other status events in place of the good ones. */
export function retell(
  good: Transport,
  tell: (detail: TransportStatus, emit: (detail: TransportStatus) => void) => void,
): Pick<Transport, "addEventListener"> {
  const addEventListener: Transport["addEventListener"] = (type, listener, options) => {
    const call = typeof listener === "function" ? listener : listener?.handleEvent.bind(listener);
    if (type !== "status" || call === undefined) {
      good.addEventListener(type, listener, options);
      return;
    }
    good.addEventListener("status", ({ detail }) => {
      tell(detail, (other) => {
        void call(new CustomEvent("status", { detail: other }) as Parameters<typeof call>[0]);
      });
    });
  };
  return { addEventListener };
}
