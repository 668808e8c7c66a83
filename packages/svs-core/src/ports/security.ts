import type { Verifier as PacketVerifier } from "@ndn/packet";
import type { PublicationId } from "../dialect/dialect.js";

/** Signs Interests and Data: any key of `@ndn/keychain` is one. */
export type { Signer } from "@ndn/packet";

/** How a verifier goes about it. */
interface Verifying {
  /**
   * Set by one that waits for the network, for certificates; of other work outside the clock's sight it tells the
   * clock itself. Of all others the member tells it.
   */
  readonly waitsForNetwork?: boolean | undefined;
}

/**
 * Checks signatures: any key of `@ndn/keychain`, or a policy. It rejects what it refuses, and the member reports that
 * as a `rejected` event: an `SvsError` with its code, everything else as `bad-signature`.
 */
export interface Verifier extends PacketVerifier, Verifying {}

/** A {@link Verifier} of publications, which may also look at whose publication a Data is said to be. */
export interface PublicationVerifier extends Verifying {
  verify(data: PacketVerifier.Verifiable, publication: PublicationId): Promise<void>;
}
