/** What went wrong, as a word a program can act on. Codes never change their meaning. */
export type SvsErrorCode =
  /** The operation was given up through its `AbortSignal`. */
  | "aborted"
  /** The member, transport or store was closed. */
  | "closed"
  /** An argument or option is not usable; nothing was changed. */
  | "invalid-argument"
  /** No Data came within the Interest's lifetime. */
  | "timeout"
  /** The forwarder answered with a Nack. */
  | "nack"
  /** Data came, and its signature or its name was refused. */
  | "verification-failed"
  /** The signature does not belong to these octets and that key, or the verifier refused it and said no more. */
  | "bad-signature"
  /** It is signed in another way than the key signs, or than is accepted here. */
  | "wrong-signature-type"
  /** It was signed or encrypted with a key that is not known here, or that nothing trusted leads to. */
  | "unknown-key"
  /** The key is good, and may not sign this. */
  | "not-authorized"
  /** A certificate on the way to the trust anchor could not be had. */
  | "certificate-unavailable"
  /** What came as a certificate is none, or not one of that key. */
  | "bad-certificate"
  /** The validity period of a certificate on the way to the trust anchor has ended. */
  | "certificate-expired"
  /** The validity period of a certificate on the way to the trust anchor begins later. */
  | "certificate-not-yet-valid"
  /** A content is not encrypted as it should be, was changed, or is another publication's. */
  | "undecryptable"
  /** Data came, and is not what was asked for. */
  | "unexpected-answer"
  /** The transport is not connected to a forwarder. */
  | "not-connected"
  /** No forwarder answered at the address that was tried. */
  | "forwarder-unreachable"
  /** The forwarder's socket exists and may not be opened by this user. */
  | "permission-denied"
  /** The forwarder refused to register a prefix. */
  | "registration-failed"
  /** The packet is larger than the transport can carry. */
  | "packet-too-large"
  /** The publication store reached its byte limit and evicts nothing. */
  | "store-full"
  /** The store could not read or write. */
  | "store-failed"
  /** Another Data is already stored under that name. */
  | "store-conflict"
  /** The store has lost or changed what was written to it. */
  | "store-damaged"
  /** The store was written by a newer version, or by something else. */
  | "store-incompatible"
  /** The store is open already, here or in another process. */
  | "store-in-use"
  /** The signer rejected. */
  | "signing-failed"
  /** More than a limit allows; the message says which limit. */
  | "limit-exceeded"
  /** A publication was given up after the last retry. */
  | "fetch-failed"
  /** The worker that has the member ended, failed, or cannot be understood. */
  | "worker-failed"
  /** A simulation cannot go on, or two runs of one seed differ. */
  | "simulation-failed";

/** Every error that a package of this project throws on purpose. */
export class SvsError extends Error {
  override readonly name = "SvsError";

  /**
   * @param code - stable, for programs.
   * @param message - one sentence, for people, with the remedy where there is one.
   * @param options - `cause`: the error underneath, where there is one.
   */
  constructor(
    readonly code: SvsErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  /** Whether `error` is an `SvsError`, of the given code if one is given. */
  static is(error: unknown, code?: SvsErrorCode): error is SvsError {
    return error instanceof SvsError && (code === undefined || error.code === code);
  }
}
