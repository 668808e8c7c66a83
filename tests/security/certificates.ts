import { Certificate, CertNaming, Ed25519, generateSigningKey, type NamedSigner } from "@ndn/keychain";
import { Component, Name, ValidityPeriod } from "@ndn/packet";

/** Somebody with a key and its certificate. Keys are Ed25519, which signs the same octets alike. */
export interface Identity {
  readonly signer: NamedSigner.PrivateKey;
  readonly certificate: Certificate;
  /** Another certificate of the same key. */
  renew(validity: ValidityPeriod): Promise<Certificate>;
}

/** When virtual time begins. */
const BEGIN = Date.UTC(2026, 0, 1);

/** A validity period, in seconds of virtual time. */
export function seconds(from: number, to: number): ValidityPeriod {
  return new ValidityPeriod(BEGIN + 1000 * from, BEGIN + 1000 * to);
}

/** @param by - who certifies; without, the certificate is signed with its own key. */
export async function identity(
  name: string,
  by?: { readonly signer: NamedSigner.PrivateKey },
  validity = seconds(-86_400, 86_400),
): Promise<Identity> {
  const [signer, publicKey] = await generateSigningKey(
    CertNaming.makeKeyName(new Name(name), { keyId: Component.from("k") }),
    Ed25519,
  );
  let version = 0;
  const certify = (period: ValidityPeriod): Promise<Certificate> =>
    Certificate.build({
      name: CertNaming.makeCertName(signer.name, {
        issuerId: Component.from(by ? "above" : "self"),
        version: Component.from(`v${++version}`),
      }),
      validity: period,
      publicKeySpki: publicKey.spki!,
      signer: by?.signer ?? signer,
    });
  return { signer, certificate: await certify(validity), renew: certify };
}
