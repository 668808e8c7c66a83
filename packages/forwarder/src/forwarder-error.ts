/** What went wrong, as a word a program can act on. Codes never change their meaning. */
export type ForwarderErrorCode =
  /** An option is not usable; nothing was started. */
  | "invalid-argument"
  /** A forwarder answers at one of the addresses already: it can be connected to. */
  | "already-running"
  /** A program that is no forwarder has the address. */
  | "address-in-use"
  /** This user may not listen there. */
  | "permission-denied"
  /** The address could not be listened on for another reason. */
  | "bind-failed"
  /** None of the addresses could be listened on. */
  | "nothing-bound"
  /** The operation was given up through its `AbortSignal`, or by closing. */
  | "aborted";

/** Options of {@link ForwarderError}. */
export interface ForwarderErrorOptions extends ErrorOptions {
  readonly address?: string | undefined;
}

/** Every error that this package throws on purpose. */
export class ForwarderError extends Error {
  override readonly name = "ForwarderError";
  /** The address that the error is about, as a URI, where there is one. */
  readonly address: string | undefined;

  /**
   * @param code - stable, for programs.
   * @param message - one sentence, for people, with the remedy where there is one.
   * @param options - `cause`: the error underneath, where there is one.
   */
  constructor(
    readonly code: ForwarderErrorCode,
    message: string,
    options?: ForwarderErrorOptions,
  ) {
    super(message, options);
    this.address = options?.address;
  }

  /** Whether `error` is a `ForwarderError`, of the given code if one is given. */
  static is(error: unknown, code?: ForwarderErrorCode): error is ForwarderError {
    return error instanceof ForwarderError && (code === undefined || error.code === code);
  }
}
