/**
 * An implementation broke a rule. It is an assertion for a test runner and not an `SvsError`: no
 * program handles it.
 */
export class ComplianceFailure extends Error {
  override readonly name = "ComplianceFailure";
}

/**
 * Asserts a rule.
 * @param message - what was seen and what was expected, for the author of the implementation.
 * @throws ComplianceFailure if `condition` is false.
 */
export function check(condition: boolean, message: string): asserts condition {
  if (!condition) {
    throw new ComplianceFailure(message);
  }
}
