import { AltUri, Name } from "@ndn/packet";
import type { MemberState, MemberStateChange, OwnState, StateStore } from "@svs/core";
import { StateVector } from "@svs/tlv";
import { check } from "../compliance-failure.js";
import { StoreTrial } from "../store/store-trial.js";
import type { StateStoreDomain } from "./state-store-domain.js";

/** A case's hand in a domain of state stores. */
export class StateStoreTrial extends StoreTrial<StateStore, StateStoreDomain> {
  open(): Promise<StateStore> {
    return this.fulfilled(() => this.domain.open(), "opening the store");
  }

  /** Closes a store, and opens it again. */
  async reopen(store: StateStore): Promise<StateStore> {
    await this.fulfilled(() => store.close(), "close()");
    return this.open();
  }

  /** Kills the process that has the store open, and opens what is left. */
  async killAndOpen(store: StateStore): Promise<StateStore> {
    await this.domain.kill(store);
    return this.open();
  }

  /** Saves changes, one after the other. */
  async save(store: StateStore, ...changes: readonly MemberStateChange[]): Promise<void> {
    for (const change of changes) {
      await this.fulfilled(() => store.save(change), `save(${describe({ ...nothing, ...listed(change) })})`);
    }
  }

  load(store: StateStore): Promise<MemberState> {
    return this.fulfilled(() => store.load(), "load()");
  }

  /** Checks that the store has this state, with the node prefixes in any order. */
  async checkState(store: StateStore, expected: Partial<MemberState>): Promise<void> {
    const [seen, wanted] = [await this.load(store), { ...nothing, ...expected }].map(describe);
    check(seen === wanted, `load() gave ${seen}; expected ${wanted}`);
  }
}

/** The numbering of a node prefix. */
export function numbered(node: string, seqNo: number, bootstrapTime = 1_700_000_000): OwnState {
  return { node: new Name(node), bootstrapTime, seqNo };
}

/** A state vector in which `/bob` has published so much. */
export function vectorOf(seqNo: number): Uint8Array {
  const vector = new StateVector();
  vector.set(new Name("/bob").value, 1_700_000_000, seqNo);
  return vector.encode();
}

const nothing: MemberState = { own: [], known: undefined, delivered: undefined };

function listed({ own, ...vectors }: MemberStateChange): Partial<MemberState> {
  return { ...vectors, own: own ? [own] : [] } as Partial<MemberState>;
}

function describe({ own, known, delivered }: MemberState): string {
  const numberings = own.map(
    ({ node, bootstrapTime, seqNo }) => `${AltUri.ofName(node)} t=${bootstrapTime} #${seqNo}`,
  );
  return [
    `own ${numberings.toSorted().join(", ") || "nothing"}`,
    `known ${hex(known)}`,
    `delivered ${hex(delivered)}`,
  ].join("; ");
}

function hex(octets: Uint8Array | undefined): string {
  return octets ? Array.from(octets, (octet) => octet.toString(16).padStart(2, "0")).join("") : "undefined";
}
