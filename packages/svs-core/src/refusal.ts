import type { Name } from "@ndn/packet";
import type { Clock } from "./ports/clock.js";
import type { Verifier } from "./ports/security.js";
import { SvsError } from "./svs-error.js";

/** A verdict under way, for which a clock in virtual time stands still if it can. */
export function underWay(
  verdict: Promise<void>,
  { waitsForNetwork }: Pick<Verifier, "waitsForNetwork">,
  clock: Clock,
): Promise<void> {
  return waitsForNetwork ? verdict : clock.work(verdict);
}

/** Why something was refused, with a code in any case. @param cause - what the verifier rejected with. */
export function refusal(name: Name, cause: unknown): SvsError {
  return SvsError.is(cause)
    ? cause
    : new SvsError("bad-signature", `The signature of ${name} was refused.`, { cause });
}
