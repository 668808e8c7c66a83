import { Name, type NameLike } from "@ndn/packet";
import type { RegistrationFailure } from "@svs/core";

/** Which registrations a network refuses. */
export interface Refusal {
  /** The member that is refused. Default: every one. */
  readonly member?: string | undefined;
  /** Refused are this prefix and all below it. Default: every prefix. */
  readonly prefix?: NameLike | undefined;
  /** What is refused. Default: to register the prefix. */
  readonly command?: RegistrationFailure["command"] | undefined;
  /** The status code that is answered; `undefined` for no answer at all. Default 403. */
  readonly statusCode?: number | undefined;
}

/** The list of refusals of a network. */
export class Refusals {
  private readonly refusals: Refusal[] = [];

  /** Refuses from now on; disposing ends it. */
  add(refusal: Refusal): Disposable {
    const entry = { statusCode: 403, ...refusal };
    this.refusals.push(entry);
    return {
      [Symbol.dispose]: () => {
        const at = this.refusals.indexOf(entry);
        if (at >= 0) {
          this.refusals.splice(at, 1);
        }
      },
    };
  }

  /** The refusal that a command meets. */
  find(
    member: string,
    command: RegistrationFailure["command"],
    prefix: Name,
  ): RegistrationFailure | undefined {
    const refusal = this.refusals.find(
      (entry) =>
        (entry.member ?? member) === member &&
        (entry.command ?? "register") === command &&
        Name.from(entry.prefix ?? "/").isPrefixOf(prefix),
    );
    if (!refusal) {
      return undefined;
    }
    const { statusCode } = refusal;
    const what = command === "register" ? "to register" : "to set the multicast strategy on";
    const answer =
      statusCode === undefined ? "gave no answer when asked" : `refused with status ${statusCode}`;
    return { prefix, command, statusCode, reason: `The network ${answer} ${what} ${prefix.toString()}.` };
  }
}
