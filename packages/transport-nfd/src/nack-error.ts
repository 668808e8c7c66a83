import { SvsError } from "@svs/core";
import { nackWords } from "./nack-words.js";

/** The forwarder answered an Interest with a Nack. Code `nack`. */
export class NackError extends SvsError {
  /** @param reason - NackReason: 50 congestion, 100 duplicate Nonce, 150 no route, 0 none given. */
  constructor(
    readonly reason: number,
    name: string,
  ) {
    super("nack", `The forwarder refused the Interest ${name}: ${nackWords(reason)}.`);
  }
}
