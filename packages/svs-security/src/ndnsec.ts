import {
  type Certificate,
  CertNaming,
  ECDSA,
  generateSigningKey,
  type NamedSigner,
  RSA,
} from "@ndn/keychain";
import type { SafeBag } from "@ndn/ndnsec";
import { AltUri } from "@ndn/packet";
import { Decoder } from "@ndn/tlv";
import { SvsError } from "@svs/core";

/** A key with its certificate. */
export interface ImportedKey {
  readonly signer: NamedSigner.PrivateKey;
  readonly certificate: Certificate;
}

/**
 * A key that `ndnsec export` of ndn-cxx has written, of ECDSA or RSA. In a browser, one that was encrypted with
 * AES-256-CBC and PBKDF2 with HMAC-SHA256, as ndn-cxx does with OpenSSL 1.1.1 and later.
 * @param exported - the file: base64 text, or the octets that it stands for.
 * @throws SvsError `invalid-argument`: one sentence that says what is wrong with the file or the passphrase.
 */
export async function importKey(exported: string | Uint8Array, passphrase: string): Promise<ImportedKey> {
  const bag = await readSafeBag(exported);
  const { certificate } = bag;
  const { name } = certificate;
  let isRsa: boolean;
  let spki: Uint8Array;
  try {
    const [algorithm, publicKey] = await certificate.importPublicKey([ECDSA, RSA]);
    isRsa = algorithm === RSA;
    spki = publicKey.spki;
  } catch (cause) {
    throw new SvsError("invalid-argument", `${AltUri.ofName(name)} has a key of neither ECDSA nor RSA.`, {
      cause,
    });
  }
  try {
    const importPkcs8: [Uint8Array, Uint8Array] = [await bag.decryptKey(passphrase), spki];
    const keyName = CertNaming.toKeyName(name);
    const [signer] = isRsa
      ? await generateSigningKey(keyName, RSA, { importPkcs8 })
      : await generateSigningKey(keyName, ECDSA, { importPkcs8 });
    return { signer, certificate };
  } catch (cause) {
    throw new SvsError(
      "invalid-argument",
      `The key of ${AltUri.ofName(name)} could not be decrypted: the passphrase is another one, or the file is damaged.`,
      { cause },
    );
  }
}

async function readSafeBag(exported: string | Uint8Array): Promise<SafeBag> {
  // It brings along what runs the command ndnsec, which leaves traces in the process: not before it is needed.
  const { SafeBag } = await import("@ndn/ndnsec");
  try {
    const octets =
      typeof exported === "string" ? Uint8Array.from(atob(exported), (char) => char.charCodeAt(0)) : exported;
    return Decoder.decode(octets, SafeBag);
  } catch (cause) {
    throw new SvsError(
      "invalid-argument",
      "That is no key as `ndnsec export` writes it: base64 text, or the octets of a SafeBag.",
      { cause },
    );
  }
}
