import type { ComplianceCase, Venue } from "./compliance-case.js";
import { ComplianceFailure } from "./compliance-failure.js";

/**
 * Runs one case in a fresh domain, whether or not the venue has the capabilities it needs.
 * @throws ComplianceFailure if the rule is broken, or if anything else was thrown on the way, such as
 * by closing the domain. The message names the case and its rule; `cause` is the error underneath, whose
 * stack shows the step.
 */
export async function runCase<Domain extends AsyncDisposable, Capability extends string>(
  one: ComplianceCase<Domain, Capability>,
  venue: Venue<Domain, Capability>,
): Promise<void> {
  const domain = await venue.open();
  try {
    await one.run(domain);
  } catch (cause) {
    // The broken rule is the news: a domain that then cannot be closed either must not hide it.
    await Promise.allSettled([domain[Symbol.asyncDispose]()]);
    const seen = cause instanceof ComplianceFailure ? cause.message : `unexpected: ${String(cause)}`;
    throw new ComplianceFailure(`${one.id} (${one.title}): ${seen}`, { cause });
  }
  try {
    await domain[Symbol.asyncDispose]();
  } catch (cause) {
    throw new ComplianceFailure(`${one.id}: the domain could not be closed: ${String(cause)}`, { cause });
  }
}
