import type { Signer } from "@ndn/packet";
import type { PublicationVerifier, Verifier } from "@svs/core";

/** What signs for a member and checks what others signed: to be spread into the options of `SvSync.open`. */
export interface MemberSecurity {
  readonly syncSigner: Signer;
  readonly syncVerifier: Verifier;
  readonly publicationSigner: Signer;
  readonly publicationVerifier: PublicationVerifier;
}
