import {
  type Certificate,
  CertNaming,
  createVerifier,
  ECDSA,
  Ed25519,
  type NamedVerifier,
  RSA,
} from "@ndn/keychain";
import { AltUri, type Name, type ValidityPeriod } from "@ndn/packet";
import { type Clock, type Millis, SvsError } from "@svs/core";
import { BoundedMap } from "./bounded-map.js";
import type { CertificateFetcher } from "./certificate-fetcher.js";

/** A key that a chain of certificates leads to. */
export interface CertifiedKey {
  /** Whose key it is. */
  readonly subject: Name;
  readonly verifier: NamedVerifier;
  /** When its certificate and all on the way to the anchor are valid. */
  readonly validity: ValidityPeriod;
  /** Its certificate's. */
  readonly name: Name;
}

/** What certified keys stand on. */
export interface CertifiedKeysContext {
  /** At least one. */
  readonly anchors: readonly CertifiedKey[];
  /** Need not be fetched, and are believed no more for that. */
  readonly certificates: readonly Certificate[];
  readonly fetcher: CertificateFetcher;
  readonly clock: Clock;
  readonly depthMax: number;
  readonly cacheMax: number;
  readonly retryAfter: Millis;
}

/** Algorithms of keys in certificates. */
const ALGORITHMS = [ECDSA, Ed25519, RSA];

/** What is refused for a while without looking again. */
const LASTING: ReadonlySet<string> = new Set([
  "bad-certificate",
  "certificate-expired",
  "certificate-not-yet-valid",
  "certificate-unavailable",
  "not-authorized",
  "unknown-key",
]);

/**
 * The keys that certificates lead to, from the anchors down. Who certifies another has a name that the other's
 * begins with, and that is shorter: so chains end, and have no circles.
 */
export class CertifiedKeys {
  private readonly known: BoundedMap<string, CertifiedKey>;
  private readonly refused: BoundedMap<string, { readonly error: SvsError; readonly until: Millis }>;
  /** Being looked for. */
  private readonly pending = new Map<string, Promise<CertifiedKey>>();

  constructor(private readonly context: CertifiedKeysContext) {
    this.known = new BoundedMap(context.cacheMax);
    this.refused = new BoundedMap(context.cacheMax);
  }

  /**
   * A key that is known, and valid now.
   * @param locator - name of the key, or of its certificate.
   * @returns `undefined` if it takes an Interest to know.
   * @throws SvsError with the reason, if it is known that it is not to be believed.
   */
  recall(locator: Name): CertifiedKey | undefined {
    const { anchors, clock, depthMax } = this.context;
    const now = clock.wall();
    const named = anchors.filter(({ verifier }) => verifier.name.isPrefixOf(locator));
    if (named.length > 0) {
      return named.find(({ validity }) => validity.includes(now)) ?? checked(named[0]!, now);
    }
    const subject = subjectOf(locator);
    if (!anchors.some((anchor) => anchor.subject.isPrefixOf(subject))) {
      throw new SvsError(
        "unknown-key",
        `${AltUri.ofName(locator)} is the key of a stranger: no trust anchor certifies such names.`,
      );
    }
    if (
      !anchors.some(
        (anchor) => anchor.subject.isPrefixOf(subject) && subject.length <= anchor.subject.length + depthMax,
      )
    ) {
      throw new SvsError(
        "limit-exceeded",
        `${AltUri.ofName(subject)} is more than ${depthMax} components longer than its trust anchor (depthMax).`,
      );
    }
    const key = this.known.get(locator.valueHex);
    if (key?.validity.includes(now)) {
      return key;
    }
    const refused = this.refused.get(locator.valueHex);
    if (refused && refused.until > clock.monotonic()) {
      throw refused.error;
    }
    return undefined;
  }

  /**
   * {@link recall}, or what the certificates say.
   * @throws SvsError `unknown-key`, `certificate-unavailable`, `bad-certificate`, `certificate-expired`,
   * `certificate-not-yet-valid`, `not-authorized`, `limit-exceeded`, `aborted`, `closed`.
   */
  async find(locator: Name): Promise<CertifiedKey> {
    const key = this.recall(locator);
    if (key) {
      return key;
    }
    const id = locator.valueHex;
    let pending = this.pending.get(id);
    if (!pending) {
      pending = this.look(locator).finally(() => this.pending.delete(id));
      this.pending.set(id, pending);
    }
    return pending;
  }

  /** Whether its certificate was given, and need not be fetched. */
  holds(locator: Name): boolean {
    return this.context.certificates.some(({ name }) => locator.isPrefixOf(name));
  }

  private async look(locator: Name): Promise<CertifiedKey> {
    const id = locator.valueHex;
    const { clock, retryAfter } = this.context;
    try {
      const key = await this.certified(subjectOf(locator), await this.certificate(locator));
      this.known.set(id, key);
      return key;
    } catch (error) {
      if (SvsError.is(error) && LASTING.has(error.code)) {
        this.refused.set(id, { error, until: clock.monotonic() + retryAfter });
      }
      throw error;
    }
  }

  private async certificate(locator: Name): Promise<Certificate> {
    const { certificates, fetcher, clock } = this.context;
    const now = clock.wall();
    const held = certificates.find(
      ({ name, validity }) => locator.isPrefixOf(name) && validity.includes(now),
    );
    return held ?? fetcher.fetch(locator);
  }

  private async certified(subject: Name, certificate: Certificate): Promise<CertifiedKey> {
    const { anchors, clock } = this.context;
    const { name, issuer, validity } = certificate;
    checked(certificate, clock.wall());
    // Some names can be read as a key's and as a certificate's: here as the locator was read.
    if (!CertNaming.toSubjectName(name).equals(subject)) {
      throw new SvsError(
        "bad-certificate",
        `${AltUri.ofName(name)} is no certificate of ${AltUri.ofName(subject)}.`,
      );
    }
    if (!issuer) {
      throw new SvsError("bad-certificate", `${AltUri.ofName(name)} does not say who signed it.`);
    }
    const above = subjectOf(issuer);
    const byAnchor = anchors.some(({ verifier }) => verifier.name.isPrefixOf(issuer));
    if (!above.isPrefixOf(subject) || (above.length === subject.length && !byAnchor)) {
      throw new SvsError(
        "not-authorized",
        `${AltUri.ofName(above)} may not certify ${AltUri.ofName(subject)}.`,
      );
    }
    const by = await this.find(issuer); // an anchor, or of a shorter name: never what is pending here
    try {
      const [, verifier] = await clock.work(
        Promise.all([
          by.verifier.verify(certificate.data),
          createVerifier(certificate, { algoList: ALGORITHMS, checkValidity: false }),
        ]),
      );
      return { subject, verifier, validity: validity.intersect(by.validity), name };
    } catch (cause) {
      throw new SvsError(
        "bad-certificate",
        `${AltUri.ofName(name)} is not signed by ${AltUri.ofName(above)}, or has no usable key.`,
        { cause },
      );
    }
  }
}

/**
 * A key that is trusted for itself.
 * @throws SvsError `invalid-argument`.
 */
export async function anchorKey(certificate: Certificate): Promise<CertifiedKey> {
  const { name, validity } = certificate;
  try {
    const verifier = await createVerifier(certificate, { algoList: ALGORITHMS, checkValidity: false });
    return { subject: CertNaming.toSubjectName(name), verifier, validity, name };
  } catch (cause) {
    throw new SvsError(
      "invalid-argument",
      `The trust anchor ${AltUri.ofName(name)} has no key of ECDSA, Ed25519 or RSA.`,
      { cause },
    );
  }
}

/**
 * Whose key it is that a key locator names.
 * @throws SvsError `unknown-key`.
 */
export function subjectOf(locator: Name): Name {
  if (!CertNaming.isCertName(locator) && !CertNaming.isKeyName(locator)) {
    throw new SvsError("unknown-key", `${AltUri.ofName(locator)} names neither a key nor a certificate.`);
  }
  return CertNaming.toSubjectName(locator);
}

/** @throws SvsError `certificate-expired`, `certificate-not-yet-valid`. */
function checked<C extends { readonly name: Name; readonly validity: ValidityPeriod }>(
  certificate: C,
  now: Millis,
): C {
  const { name, validity } = certificate;
  if (now < validity.notBefore) {
    throw new SvsError(
      "certificate-not-yet-valid",
      `${AltUri.ofName(name)} is valid from ${date(validity.notBefore)}; is this machine's clock right?`,
    );
  }
  if (now > validity.notAfter) {
    throw new SvsError(
      "certificate-expired",
      `${AltUri.ofName(name)} was valid until ${date(validity.notAfter)}; its owner needs a new one.`,
    );
  }
  return certificate;
}

function date(millis: Millis): string {
  return new Date(millis).toISOString();
}
