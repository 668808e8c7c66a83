import { type Name, SigType, type Verifier } from "@ndn/packet";

/** Signatures by a key that only its owner has. */
const ASYMMETRIC: ReadonlySet<number | undefined> = new Set([
  SigType.Sha256WithRsa,
  SigType.Sha256WithEcdsa,
  SigType.Ed25519,
]);

/**
 * Who says to have signed a packet: equal for all packets of one identity, whichever of its keys it uses.
 * @returns `undefined` where signers cannot be told apart: digests, shared secrets, and keys without a name.
 */
export function signerOf({ sigInfo }: Verifier.Verifiable): string | undefined {
  const locator = ASYMMETRIC.has(sigInfo?.type) ? sigInfo?.keyLocator?.name : undefined;
  return locator && `${identityOf(locator)}`;
}

/** `/<identity>/KEY/<key>[/<issuer>/<version>]`, or a name that follows no convention and stands for itself. */
function identityOf(locator: Name): Name {
  const at = locator.comps.findLastIndex((component) => component.equals("KEY"));
  return at < 0 ? locator : locator.getPrefix(at);
}
