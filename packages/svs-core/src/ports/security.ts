/** Signs Interests and Data: any key of `@ndn/keychain` is one. */
export type { Signer, Verifier } from "@ndn/packet";
