import type { Name } from "@ndn/packet";

/** Rounds of PBKDF2 with HMAC-SHA-512: what OWASP advises at the least. Another number is another version. */
const ROUNDS = 210_000;
const VERSION = "svs group key 1";

const utf8 = new TextEncoder();

/** 32 octets from words, slowly. The group prefix is the salt. */
export async function stretch(words: string, group: Name): Promise<Uint8Array> {
  const key = await crypto.subtle.importKey("raw", utf8.encode(words), "PBKDF2", false, ["deriveBits"]);
  const salt = labelled(VERSION, group);
  const bits = await crypto.subtle.deriveBits(
    { name: "PBKDF2", hash: "SHA-512", salt, iterations: ROUNDS },
    key,
    256,
  );
  return new Uint8Array(bits);
}

/** Octets for one use, from a secret of full strength: HKDF with SHA-256. */
export async function derive(
  secret: Uint8Array,
  group: Name,
  use: string,
  octets: number,
): Promise<Uint8Array> {
  const key = await crypto.subtle.importKey("raw", Uint8Array.from(secret), "HKDF", false, ["deriveBits"]);
  const bits = await crypto.subtle.deriveBits(
    { name: "HKDF", hash: "SHA-256", salt: labelled(VERSION, group), info: utf8.encode(use) },
    key,
    8 * octets,
  );
  return new Uint8Array(bits);
}

/** The label has a fixed length: no group prefix runs into it. */
function labelled(label: string, { value }: Name): Uint8Array<ArrayBuffer> {
  const octets = new Uint8Array(label.length + value.length);
  octets.set(utf8.encode(label));
  octets.set(value, label.length);
  return octets;
}
