import { createSigner, createVerifier, HMAC } from "@ndn/keychain";
import { Name, type NameLike, type Signer, SigType, type Verifier } from "@ndn/packet";
import { type ContentCipher, SvsError } from "@svs/core";
import { GroupCipher } from "./group-cipher.js";
import { derive, stretch } from "./key-derivation.js";
import type { MemberSecurity } from "./member-security.js";

/** What a group key gives a member: to be spread into the options of `SvSync.open`. */
export interface GroupSecurity extends MemberSecurity {
  readonly publicationVerifier: Verifier;
  readonly publicationCipher: ContentCipher;
}

/** Options of {@link GroupKey.security}. */
export interface GroupKeyOptions {
  /**
   * Keys that the group had before: what they signed is accepted, and what they encrypted is read. What this member
   * says is for those who have the newest one.
   */
  readonly previous?: readonly GroupKey[] | undefined;
}

/** Octets of a secret at least. */
const SECRET_MIN = 16;
/** Characters of words at least: fewer are guessed, whatever is done with them. */
const WORDS_MIN = 8;

/**
 * One secret of a whole group. Who has it hears and is heard, reads and is read; nobody else is, and
 * the members cannot tell each other apart by it. Sync Interests and publications are signed with HMAC-SHA256, and
 * contents are encrypted with AES-256-GCM, each with a key of its own that is derived from the secret and the group
 * prefix.
 */
export class GroupKey {
  private constructor(
    /** Eight octets by which members know which key a content was encrypted with. It tells nothing of the secret. */
    readonly id: Uint8Array,
    private readonly signer: Signer,
    private readonly verifier: Verifier,
    private readonly cipher: GroupCipher,
  ) {}

  /**
   * A key from words that people tell each other. They are stretched, which takes a moment, and salted with the group
   * prefix: the same words open no other group.
   * @throws SvsError `invalid-argument` for words of less than eight characters.
   */
  static async fromWords(words: string, group: NameLike): Promise<GroupKey> {
    // The same words typed on another keyboard, or with another space between them.
    const normal = words.normalize("NFKC").trim().replaceAll(/\s+/g, " ");
    if (normal.length < WORDS_MIN) {
      throw new SvsError(
        "invalid-argument",
        `The secret has ${normal.length} characters; take ${WORDS_MIN} at the least, and better some words that nobody guesses.`,
      );
    }
    return GroupKey.fromSecret(await stretch(normal, Name.from(group)), group);
  }

  /**
   * A key from random octets, which only the members have.
   * @param secret - at least 16 octets. Not kept.
   * @throws SvsError `invalid-argument`.
   */
  static async fromSecret(secret: Uint8Array, group: NameLike): Promise<GroupKey> {
    if (secret.length < SECRET_MIN) {
      throw new SvsError(
        "invalid-argument",
        `A secret has ${SECRET_MIN} octets at the least, and this one ${secret.length}.`,
      );
    }
    const name = Name.from(group);
    const [id, signing, sealing, vectors] = await Promise.all([
      derive(secret, name, "id", 8),
      derive(secret, name, "hmac", 32),
      derive(secret, name, "aes-gcm", 32),
      derive(secret, name, "iv", 32),
    ]);
    const key = await HMAC.cryptoGenerate({ importRaw: signing }, false);
    const cipher = await GroupCipher.of(id, sealing, vectors);
    return new GroupKey(id, createSigner(HMAC, key), createVerifier(HMAC, key), cipher);
  }

  /** For the options of a member: `SvSync.open({ ...key.security(), transport, group, node })`. */
  security({ previous = [] }: GroupKeyOptions = {}): GroupSecurity {
    const keys: readonly GroupKey[] = [this, ...previous];
    const { signer } = this;
    const verifier: Verifier = {
      async verify(packet) {
        if (packet.sigInfo?.type !== SigType.HmacWithSha256) {
          throw new SvsError("wrong-signature-type", `${packet.name} is not signed with a group's secret.`);
        }
        let cause: unknown;
        for (const key of keys) {
          try {
            await key.verifier.verify(packet);
            return;
          } catch (error) {
            cause ??= error;
          }
        }
        throw new SvsError("bad-signature", `${packet.name} is signed with another secret, or was changed.`, {
          cause,
        });
      },
    };
    return {
      syncSigner: signer,
      syncVerifier: verifier,
      publicationSigner: signer,
      publicationVerifier: verifier,
      publicationCipher: GroupCipher.ring(keys.map((key) => key.cipher)),
    };
  }
}
