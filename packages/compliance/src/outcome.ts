import { type Clock, type Millis, SvsError, type SvsErrorCode } from "@svs/core";
import { ComplianceFailure, check } from "./compliance-failure.js";

/** How a promise ended. */
export type Outcome<T> =
  | { readonly value: T; readonly error?: never; readonly at: Millis }
  | { readonly value?: never; readonly error: unknown; readonly at: Millis };

/** A call that was made, and how it ended, once it has. */
export interface Watched<T> {
  outcome: Outcome<T> | undefined;
}

/**
 * Makes a call and notes how and when it ends. A call that throws instead is a failure.
 * @param onEnd - called when it has ended.
 */
export function watch<T>(
  clock: Clock,
  call: () => Promise<T>,
  what: string,
  onEnd: () => void = () => undefined,
): Watched<T> {
  const watched: Watched<T> = { outcome: undefined };
  let promise: Promise<T>;
  try {
    promise = call();
  } catch (cause) {
    throw new ComplianceFailure(`${what} threw at once and returned no promise: ${named(cause)}`, {
      cause,
    });
  }
  check(promise instanceof Promise, `${what} returned ${String(promise)}; expected a promise`);
  promise.then(
    (value) => {
      watched.outcome = { value, at: clock.monotonic() };
      onEnd();
    },
    (error: unknown) => {
      watched.outcome = { error, at: clock.monotonic() };
      onEnd();
    },
  );
  return watched;
}

/** What a call was fulfilled with. @throws ComplianceFailure if it rejected. */
export function fulfillment<T>(outcome: Outcome<T>, what: string): T {
  if ("error" in outcome) {
    throw new ComplianceFailure(`${what} rejected: ${named(outcome.error)}`, { cause: outcome.error });
  }
  return outcome.value;
}

/**
 * Checks that an outcome is an `SvsError` of one of some codes.
 * @returns the clock's time when it rejected.
 */
export function rejection(
  outcome: Outcome<unknown> | undefined,
  codes: SvsErrorCode | readonly SvsErrorCode[],
  what: string,
): Millis {
  const expected = `code \`${[codes].flat().join("` or `")}\``;
  check(outcome !== undefined, `${what} did not settle; expected a rejection, ${expected}`);
  check("error" in outcome, `${what} was fulfilled; expected a rejection, ${expected}`);
  const { error, at } = outcome;
  check(
    [codes].flat().some((code) => SvsError.is(error, code)),
    `${what} rejected with ${named(error)}; expected an SvsError, ${expected}`,
  );
  return at;
}

/** An error, for the message of a failure. */
export function named(error: unknown): string {
  return SvsError.is(error) ? `SvsError \`${error.code}\` (${error.message})` : String(error);
}
