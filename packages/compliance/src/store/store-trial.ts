import { type SvsErrorCode, systemClock } from "@svs/core";
import { ComplianceFailure } from "../compliance-failure.js";
import { fulfillment, type Outcome, rejection, watch } from "../outcome.js";
import type { StoreDomain } from "./store-domain.js";

/** A case's hand in a domain of stores: the steps that most cases take, and their time limit. */
export class StoreTrial<Store, Domain extends StoreDomain<Store>> {
  constructor(readonly domain: Domain) {}

  /** Waits until a promise settles. A call that throws instead is a failure. */
  outcome<T>(call: () => Promise<T>, what: string): Promise<Outcome<T>> {
    const { patience } = this.domain;
    return new Promise((resolve, reject) => {
      const watched = watch(systemClock, call, what, () => {
        timer.cancel();
        resolve(watched.outcome as Outcome<T>);
      });
      const timer = systemClock.schedule(patience, () => {
        reject(new ComplianceFailure(`waited ${patience} ms in vain for ${what} to settle`));
      });
    });
  }

  /** Waits until a promise is fulfilled. */
  async fulfilled<T>(call: () => Promise<T>, what: string): Promise<T> {
    return fulfillment(await this.outcome(call, what), what);
  }

  /** Waits until a promise rejects with an `SvsError` of a code. */
  async rejected(call: () => Promise<unknown>, code: SvsErrorCode, what: string): Promise<void> {
    rejection(await this.outcome(call, what), code, what);
  }
}
