import type { PublicationId } from "../dialect/dialect.js";

/**
 * Encrypts the contents of publications, before they are cut into packets and signed. The publication's coordinates
 * are to be bound in, so that a content cannot be passed off as another publication's.
 */
export interface ContentCipher {
  /** Octets that sealing adds at the most. */
  readonly overhead: number;

  /** Of the same content and coordinates, any number of times; rejects if it cannot. */
  seal(content: Uint8Array, publication: PublicationId): Promise<Uint8Array>;

  /** Rejects, with a sentence that says why, if it was not sealed for these coordinates, or with a key that is not there. */
  open(sealed: Uint8Array, publication: PublicationId): Promise<Uint8Array>;
}
