import { AltUri, type Data, type Interest, type Name, TT } from "@ndn/packet";
import { type Clock, SvsError, type Timer } from "@svs/core";
import { NackError } from "./nack-error.js";

interface Pending {
  readonly name: Name;
  readonly canBePrefix: boolean;
  /** Hex of the implicit digest that the Data must have; `undefined` if any will do. */
  readonly digest: string | undefined;
  readonly nonce: number | undefined;
  resolve(data: Data): void;
  reject(error: unknown): void;
}

function hex(octets: Uint8Array): string {
  return Array.from(octets, (octet) => octet.toString(16).padStart(2, "0")).join("");
}

/**
 * The Interests of one connection that wait for an answer.
 *
 * Found by name, without PIT tokens: a Data answers every Interest that it satisfies, whoever
 * expressed it and however often.
 */
export class PendingInterests {
  /** By the hex form of the name, the implicit digest left off. */
  private readonly table = new Map<string, Set<Pending>>();
  private prefixes = 0;

  constructor(private readonly clock: Clock) {}

  /**
   * Waits for the answer to one Interest, for one InterestLifetime.
   * @throws SvsError `timeout`, `nack`, `aborted`, or what {@link rejectAll} is given.
   */
  add(interest: Interest, signal: AbortSignal | undefined): Promise<Data> {
    return new Promise<Data>((resolve, reject) => {
      const { name, canBePrefix, nonce, lifetime } = interest;
      const last = name.get(-1);
      const digest = last?.type === TT.ImplicitSha256DigestComponent ? hex(last.value) : undefined;
      const key = (digest === undefined ? name : name.getPrefix(-1)).valueHex;

      const settle = (): void => {
        this.remove(key, pending);
        timer.cancel();
        signal?.removeEventListener("abort", onAbort);
      };
      const pending: Pending = {
        name,
        canBePrefix: canBePrefix && digest === undefined,
        digest,
        nonce,
        resolve: (data) => {
          settle();
          resolve(data);
        },
        reject: (error) => {
          settle();
          reject(error);
        },
      };
      const onAbort = (): void => {
        pending.reject(
          new SvsError("aborted", `The Interest ${AltUri.ofName(name)} was given up.`, {
            cause: signal?.reason,
          }),
        );
      };
      const timer: Timer = this.clock.schedule(lifetime, () => {
        pending.reject(
          new SvsError("timeout", `No Data came for ${AltUri.ofName(name)} within ${lifetime} ms.`),
        );
      });
      signal?.addEventListener("abort", onAbort);
      this.insert(key, pending);
    });
  }

  /** Hands Data to all that wait for it. @returns whether anybody may have. */
  satisfy(data: Data): boolean {
    const key = data.name.valueHex;
    let found = this.match(data, key, true);
    if (this.prefixes > 0) {
      let end = 0;
      for (const component of data.name.comps) {
        end += 2 * component.tlv.length;
        if (end < key.length) {
          found = this.match(data, key.slice(0, end), false) || found;
        }
      }
    }
    return found;
  }

  /** Hands a Nack to those that sent this very Interest. @returns whether anybody did. */
  refuse(interest: Interest, reason: number): boolean {
    const digested = interest.name.get(-1)?.type === TT.ImplicitSha256DigestComponent;
    const set = this.table.get((digested ? interest.name.getPrefix(-1) : interest.name).valueHex);
    const refused = Array.from(set ?? []).filter(
      ({ name, nonce }) => nonce === interest.nonce && name.equals(interest.name),
    );
    for (const pending of refused) {
      pending.reject(new NackError(reason, AltUri.ofName(pending.name)));
    }
    return refused.length > 0;
  }

  /** Ends all waiting. */
  rejectAll(error: SvsError): void {
    for (const pending of Array.from(this.table.values(), (set) => [...set]).flat()) {
      pending.reject(error);
    }
  }

  private match(data: Data, key: string, exact: boolean): boolean {
    const set = this.table.get(key);
    if (set === undefined) {
      return false;
    }
    let found = false;
    let digested = false;
    for (const pending of [...set]) {
      if (pending.digest !== undefined) {
        digested ||= exact;
      } else if (exact || pending.canBePrefix) {
        pending.resolve(data);
        found = true;
      }
    }
    if (digested) {
      void this.matchDigest(data, key);
    }
    return found || digested;
  }

  private async matchDigest(data: Data, key: string): Promise<void> {
    const digest = hex(await this.clock.work(data.computeImplicitDigest()));
    for (const pending of [...(this.table.get(key) ?? [])]) {
      if (pending.digest === digest) {
        pending.resolve(data);
      }
    }
  }

  private insert(key: string, pending: Pending): void {
    const set = this.table.get(key);
    if (set === undefined) {
      this.table.set(key, new Set([pending]));
    } else {
      set.add(pending);
    }
    this.prefixes += Number(pending.canBePrefix);
  }

  private remove(key: string, pending: Pending): void {
    const set = this.table.get(key);
    if (set?.delete(pending)) {
      this.prefixes -= Number(pending.canBePrefix);
      if (set.size === 0) {
        this.table.delete(key);
      }
    }
  }
}
