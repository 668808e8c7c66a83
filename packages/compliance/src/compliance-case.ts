/**
 * Which capabilities an implementation has. Every one is declared, present or not, so that a case
 * can be skipped only by name.
 */
export type Manifest<Capability extends string> = Readonly<Record<Capability, boolean>>;

/** One rule of a port, as a test that every implementation is put to. */
export interface ComplianceCase<Domain extends AsyncDisposable, Capability extends string> {
  /** `port/topic/rule`. Ids never change and are never used again for another rule. */
  readonly id: string;
  /** The rule, as a sentence. */
  readonly title: string;
  /** Capabilities without which the rule does not apply. */
  readonly needs: readonly Capability[];
  /**
   * Puts an implementation to the test.
   * @param domain - fresh, and not used for another case. It stays the caller's to dispose.
   * @throws ComplianceFailure if the rule is broken.
   */
  run(domain: Domain): Promise<void>;
}

/** Where an implementation is judged. */
export interface Venue<Domain extends AsyncDisposable, Capability extends string> {
  /** The implementation's name, for the report. */
  readonly title: string;
  readonly capabilities: Manifest<Capability>;
  /** Opens a fresh domain. It is disposed after one case. */
  open(): Promise<Domain>;
}
