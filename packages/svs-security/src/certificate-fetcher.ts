import { Certificate, CertNaming } from "@ndn/keychain";
import { AltUri, type Data, Interest, type Name } from "@ndn/packet";
import { type Random, SvsError, type Transport } from "@svs/core";

/** InterestLifetime of one attempt, in milliseconds, and how many there are when nothing comes. */
const LIFETIME = 1000;
const ATTEMPTS = 3;
/** Octets of a public key at the most. One by RSA with 8 192 bits has 1 060; checking with larger ones is slow. */
const KEY_SIZE_MAX = 1200;

/** Gets certificates through the transport. It believes nothing that they say. */
export class CertificateFetcher {
  /** Of Interests under way: one signal with a listener for each of many would be reported as a leak. */
  private readonly controllers = new Set<AbortController>();

  constructor(
    private readonly transport: Transport,
    private readonly random: Random,
  ) {}

  /**
   * Of several certificates of a key, any one that comes.
   * @param name - of a certificate, or of a key.
   * @throws SvsError `certificate-unavailable`, `bad-certificate`, `aborted`, `closed`.
   */
  async fetch(name: Name): Promise<Certificate> {
    const data = await this.data(name);
    let certificate: Certificate;
    try {
      certificate = Certificate.fromData(data);
    } catch (cause) {
      throw bad(data.name, "is no certificate", cause);
    }
    // Of a key's name the answer's may only be longer by what makes it a certificate's.
    if (
      !name.isPrefixOf(data.name) ||
      (!CertNaming.isCertName(name) && data.name.length !== name.length + 2)
    ) {
      throw bad(data.name, `is no certificate of ${AltUri.ofName(name)}`);
    }
    if (certificate.publicKeySpki.length > KEY_SIZE_MAX) {
      throw bad(data.name, `has a key of more than ${KEY_SIZE_MAX} octets`);
    }
    return certificate;
  }

  /** Gives up what is under way: it rejects with `aborted`. */
  abort(): void {
    for (const controller of this.controllers) {
      controller.abort();
    }
  }

  private async data(name: Name): Promise<Data> {
    let cause: SvsError | undefined;
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const interest = new Interest(name, Interest.Lifetime(LIFETIME));
      if (!CertNaming.isCertName(name)) {
        interest.canBePrefix = true;
        interest.mustBeFresh = true; // a renewed one, where a cache still has the old one
      }
      interest.nonce = Math.floor(this.random.next() * 0x1_0000_0000);
      const controller = new AbortController();
      this.controllers.add(controller);
      try {
        return await this.transport.express(interest, { signal: controller.signal });
      } catch (error) {
        if (!SvsError.is(error) || error.code === "aborted" || error.code === "closed") {
          throw error;
        }
        cause = error;
        if (error.code !== "timeout") {
          break; // it would be the same at once
        }
      } finally {
        this.controllers.delete(controller);
      }
    }
    throw new SvsError(
      "certificate-unavailable",
      `The certificate of ${AltUri.ofName(name)} could not be had: its owner serves it, while it is there.`,
      { cause },
    );
  }
}

function bad(name: Name, what: string, cause?: unknown): SvsError {
  return new SvsError("bad-certificate", `${AltUri.ofName(name)} ${what}.`, { cause });
}
