import { type ContentCipher, type PublicationId, SvsError } from "@svs/core";

/** Of what is sealed: the form, the key's id, the initialization vector; then the ciphertext with its tag. */
const FORM = 1;
const ID_SIZE = 8;
const IV_SIZE = 12;
const TAG_SIZE = 16;
const HEADER_SIZE = 1 + ID_SIZE + IV_SIZE;
const OVERHEAD = HEADER_SIZE + TAG_SIZE;

/**
 * AES-256-GCM with one key.
 *
 * The initialization vector is the beginning of an HMAC over coordinates and content. So no two contents have the same
 * one, however often a member is restarted or restored from a backup, and no counter has to be kept; the same
 * content under the same coordinates is the same octets, which tells only that it is the same.
 */
export class GroupCipher {
  private constructor(
    readonly id: Uint8Array,
    private readonly sealing: CryptoKey,
    private readonly vectors: CryptoKey,
  ) {}

  static async of(id: Uint8Array, sealing: Uint8Array, vectors: Uint8Array): Promise<GroupCipher> {
    const [aes, hmac] = await Promise.all([
      crypto.subtle.importKey("raw", Uint8Array.from(sealing), "AES-GCM", false, ["encrypt", "decrypt"]),
      crypto.subtle.importKey("raw", Uint8Array.from(vectors), { name: "HMAC", hash: "SHA-256" }, false, [
        "sign",
      ]),
    ]);
    return new GroupCipher(id, aes, hmac);
  }

  /** Seals with the first, and opens with the one whose id is told. */
  static ring(ciphers: readonly GroupCipher[]): ContentCipher {
    return {
      overhead: OVERHEAD,
      seal: (content, publication) => ciphers[0]!.seal(content, publication),
      async open(sealed, publication) {
        if (sealed.length < OVERHEAD || sealed[0] !== FORM) {
          throw new SvsError("undecryptable", "it is not encrypted as this group's contents are.");
        }
        const id = sealed.subarray(1, 1 + ID_SIZE);
        const cipher = ciphers.find((each) => same(each.id, id));
        if (!cipher) {
          throw new SvsError("unknown-key", `it is encrypted with another key (${hex(id)}).`);
        }
        return cipher.open(sealed, publication);
      },
    };
  }

  private async seal(content: Uint8Array, publication: PublicationId): Promise<Uint8Array> {
    const additionalData = coordinates(publication);
    const seed = new Uint8Array(additionalData.length + content.length);
    seed.set(additionalData);
    seed.set(content, additionalData.length);
    const iv = new Uint8Array(await crypto.subtle.sign("HMAC", this.vectors, seed)).subarray(0, IV_SIZE);
    const cipher = await crypto.subtle.encrypt(
      { name: "AES-GCM", iv, additionalData },
      this.sealing,
      seed.subarray(additionalData.length),
    );
    const sealed = new Uint8Array(HEADER_SIZE + cipher.byteLength);
    sealed[0] = FORM;
    sealed.set(this.id, 1);
    sealed.set(iv, 1 + ID_SIZE);
    sealed.set(new Uint8Array(cipher), HEADER_SIZE);
    return sealed;
  }

  private async open(sealed: Uint8Array, publication: PublicationId): Promise<Uint8Array> {
    const octets = Uint8Array.from(sealed);
    const parameters = {
      name: "AES-GCM",
      iv: octets.subarray(1 + ID_SIZE, HEADER_SIZE),
      additionalData: coordinates(publication),
    };
    try {
      return new Uint8Array(
        await crypto.subtle.decrypt(parameters, this.sealing, octets.subarray(HEADER_SIZE)),
      );
    } catch (cause) {
      throw new SvsError("undecryptable", "it was changed, or is another publication's.", { cause });
    }
  }
}

/** What a content belongs to, with the lengths of all parts told. */
function coordinates({ node, bootstrapTime, seqNo }: PublicationId): Uint8Array<ArrayBuffer> {
  const octets = new Uint8Array(24 + node.value.length);
  const view = new DataView(octets.buffer);
  view.setBigUint64(0, BigInt(node.value.length));
  view.setBigUint64(8, BigInt(bootstrapTime));
  view.setBigUint64(16, BigInt(seqNo));
  octets.set(node.value, 24);
  return octets;
}

function same(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((octet, i) => octet === b[i]);
}

function hex(octets: Uint8Array): string {
  return Array.from(octets, (octet) => octet.toString(16).padStart(2, "0")).join("");
}
