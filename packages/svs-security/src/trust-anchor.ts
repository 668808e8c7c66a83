import { type Certificate, CertNaming, ECDSA, Ed25519, RSA } from "@ndn/keychain";
import {
  AltUri,
  type Data,
  type Interest,
  type Name,
  type Verifier as PacketVerifier,
  type Signer,
} from "@ndn/packet";
import {
  type Clock,
  type Millis,
  type PublicationVerifier,
  type Random,
  type Registration,
  SvsError,
  systemClock,
  systemRandom,
  type Transport,
  type Verifier,
} from "@svs/core";
import { CertificateFetcher } from "./certificate-fetcher.js";
import { anchorKey, type CertifiedKey, CertifiedKeys, subjectOf } from "./certified-keys.js";
import type { MemberSecurity } from "./member-security.js";

/** Options of {@link TrustAnchor.open}. */
export interface TrustAnchorOptions {
  /** Where certificates are fetched and served. Not owned. */
  transport: Transport;
  /** What is trusted for itself: an organisation's certificate, or those of all members of a small group. */
  anchors: readonly Certificate[];
  /**
   * Served to those who ask, and known without being fetched: this member's own certificate, and those on the way
   * from it to an anchor. They are checked as others are.
   */
  certificates?: readonly Certificate[] | undefined;
  /**
   * So many components a name may be longer than its anchor's, and so many certificates may be on the way, at the
   * most. Default 5.
   */
  depthMax?: number | undefined;
  /**
   * Sync Interests, and as many publications, that wait for certificates at the most; others whose certificates are
   * not known are refused meanwhile. Default 12: less than a member checks Sync Interests at a time.
   */
  waitingMax?: number | undefined;
  /** Keys that are remembered, and refusals. Default 1 000 of each. */
  cacheMax?: number | undefined;
  /** For how long a key that was refused is not asked for again, in milliseconds. Default 5 000. */
  retryAfter?: Millis | undefined;
  /** Default: the machine's own. */
  clock?: Clock | undefined;
  /** Default: the platform's. */
  random?: Random | undefined;
  /** Gives up opening. */
  signal?: AbortSignal | undefined;
}

/** Ways of signing with a key that a certificate can have. */
const SIGNATURE_TYPES: ReadonlySet<number | undefined> = new Set(
  [ECDSA, Ed25519, RSA].map(({ sigType }) => sigType),
);

/**
 * Trust by names: who has `/org`'s certificate for `/org/alice` speaks for `/org/alice` and every name that begins
 * so, and may certify longer ones. Sync Interests are heard of everybody whom an anchor certifies, directly or by
 * others; publications, of those whose name their node prefix begins with.
 *
 * Certificates are fetched when a packet needs one, remembered, and looked at again when their validity period ends.
 */
export class TrustAnchor implements AsyncDisposable {
  /**
   * Serves the certificates, and begins to judge.
   * @throws SvsError `invalid-argument`, `registration-failed`, `aborted`, `closed`.
   */
  static async open(options: TrustAnchorOptions): Promise<TrustAnchor> {
    const { anchors, certificates = [], transport, signal } = options;
    if (anchors.length === 0) {
      throw new SvsError("invalid-argument", "Without a trust anchor nobody is heard; give at least one.");
    }
    const { depthMax = 5, waitingMax = 12, cacheMax = 1000, retryAfter = 5000 } = options;
    for (const [option, value] of Object.entries({ depthMax, waitingMax, cacheMax, retryAfter })) {
      if (!(value >= 1)) {
        throw new SvsError("invalid-argument", `${option} must be a number of at least 1, and is ${value}.`);
      }
    }
    if (signal?.aborted) {
      throw new SvsError("aborted", "The operation was aborted.", { cause: signal.reason });
    }
    const anchorKeys = await Promise.all(anchors.map(anchorKey));
    for (const { name } of certificates) {
      const subject = CertNaming.toSubjectName(name);
      if (!anchorKeys.some((anchor) => anchor.subject.isPrefixOf(subject))) {
        throw new SvsError(
          "invalid-argument",
          `No trust anchor certifies ${AltUri.ofName(name)}: its name begins with the name of none of them.`,
        );
      }
    }
    const { clock = systemClock, random = systemRandom } = options;
    const fetcher = new CertificateFetcher(transport, random);
    const limits = { depthMax, cacheMax, retryAfter };
    const keys = new CertifiedKeys({ anchors: anchorKeys, certificates, fetcher, clock, ...limits });
    const trust = new TrustAnchor(keys, fetcher, clock, waitingMax);
    const onAbort = (): void => trust.ended.abort(signal?.reason);
    signal?.addEventListener("abort", onAbort, { once: true });
    try {
      await trust.serve(transport, certificates);
    } catch (error) {
      await trust.close();
      throw error;
    } finally {
      signal?.removeEventListener("abort", onAbort);
    }
    return trust;
  }

  /** Accepts what is signed by somebody whom an anchor certifies. */
  readonly syncVerifier: Verifier;
  /** Accepts what is signed by somebody whose name the publication's node prefix begins with. */
  readonly publicationVerifier: PublicationVerifier;
  private readonly ended = new AbortController();
  private readonly registrations: Registration[] = [];

  private constructor(
    private readonly keys: CertifiedKeys,
    private readonly fetcher: CertificateFetcher,
    private readonly clock: Clock,
    private readonly waitingMax: number,
  ) {
    const syncs: Waiting = { count: 0 };
    const publications: Waiting = { count: 0 };
    this.syncVerifier = {
      waitsForNetwork: true,
      verify: (packet) => this.verify(packet, syncs),
    };
    this.publicationVerifier = {
      waitsForNetwork: true,
      verify: (data, { node }) => this.verify(data, publications, node),
    };
  }

  /**
   * For the options of a member: `SvSync.open({ ...trust.security(signer), transport, group, node })`.
   * @param signer - of the key that this member's certificate is for.
   */
  security(signer: Signer): MemberSecurity {
    const { syncVerifier, publicationVerifier } = this;
    return { syncSigner: signer, syncVerifier, publicationSigner: signer, publicationVerifier };
  }

  /** Serves no certificate any more, and accepts nothing. Idempotent. */
  async close(): Promise<void> {
    this.ended.abort();
    this.fetcher.abort();
    await Promise.all(this.registrations.map((registration) => registration[Symbol.asyncDispose]()));
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /** @param node - of the publication that it is a packet of; Sync Interests speak for everybody. */
  private async verify(packet: PacketVerifier.Verifiable, waiting: Waiting, node?: Name): Promise<void> {
    if (this.ended.signal.aborted) {
      throw new SvsError("closed", "The trust anchor is closed.");
    }
    const { name, sigInfo } = packet;
    if (!SIGNATURE_TYPES.has(sigInfo?.type)) {
      throw new SvsError(
        "wrong-signature-type",
        `${AltUri.ofName(name)} is not signed as certified keys sign.`,
      );
    }
    const locator = sigInfo?.keyLocator?.name;
    if (!locator) {
      throw new SvsError("unknown-key", `${AltUri.ofName(name)} does not name the key that signed it.`);
    }
    const subject = subjectOf(locator);
    if (node && !subject.isPrefixOf(node)) {
      throw new SvsError(
        "not-authorized",
        `${AltUri.ofName(subject)} may not publish as ${AltUri.ofName(node)}.`,
      );
    }
    const { verifier } = this.keys.recall(locator) ?? (await this.find(locator, waiting));
    if (verifier.sigType !== sigInfo.type) {
      throw new SvsError(
        "wrong-signature-type",
        `${AltUri.ofName(name)} is not signed as ${AltUri.ofName(locator)} signs.`,
      );
    }
    try {
      await this.clock.work(verifier.verify(packet));
    } catch (cause) {
      throw new SvsError(
        "bad-signature",
        `${AltUri.ofName(name)} was changed, or is not signed with ${AltUri.ofName(locator)}.`,
        { cause },
      );
    }
  }

  private async find(locator: Name, waiting: Waiting): Promise<CertifiedKey> {
    if (this.keys.holds(locator)) {
      return this.keys.find(locator);
    }
    if (waiting.count >= this.waitingMax) {
      throw new SvsError(
        "limit-exceeded",
        `${waiting.count} packets wait for certificates (waitingMax); that of ${AltUri.ofName(locator)} is not asked for now.`,
      );
    }
    waiting.count++;
    try {
      return await this.keys.find(locator);
    } finally {
      waiting.count--;
    }
  }

  private async serve(transport: Transport, certificates: readonly Certificate[]): Promise<void> {
    const { signal } = this.ended;
    const byKey = new Map<string, Certificate[]>();
    for (const certificate of certificates) {
      const key = CertNaming.toKeyName(certificate.name).valueHex;
      byKey.set(key, [...(byKey.get(key) ?? []), certificate]);
    }
    for (const ofKey of byKey.values()) {
      // The one that is valid longest first.
      ofKey.sort((a, b) => b.validity.notAfter - a.validity.notAfter);
      const answer = ({ name, canBePrefix }: Interest): Data | undefined =>
        ofKey.find((certificate) =>
          canBePrefix ? name.isPrefixOf(certificate.name) : name.equals(certificate.name),
        )?.data;
      const prefix = CertNaming.toKeyName(ofKey[0]!.name);
      this.registrations.push(await transport.serve(prefix, answer, { signal }));
    }
  }
}

/** Packets that wait for certificates. */
interface Waiting {
  count: number;
}
