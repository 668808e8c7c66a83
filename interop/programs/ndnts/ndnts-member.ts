import "../../../tests/with-resolvers.js";
import { setTimeout as delay } from "node:timers/promises";
import { consume, produce } from "@ndn/endpoint";
import { Forwarder, type FwFace } from "@ndn/fw";
import { TcpTransport, UnixTransport } from "@ndn/node-transport";
import { AltUri, Data, digestSigning, Interest, type Name } from "@ndn/packet";
import { type StateVector, SvSync } from "@ndn/svs";
import type { MemberEvent } from "../../src/peer/member-event.js";
import { AwaitedPrefixReg } from "./awaited-prefix-reg.js";
import type { Memory } from "./memory.js";
import { dataName, dataPrefix, type NdntsClass } from "./naming.js";

/** Milliseconds for which a publication is asked for, and between two attempts. */
const PATIENCE = 30_000;
const PAUSE = 500;
/** InterestLifetime in milliseconds. */
const LIFETIME = 1_000;

type Id = Name & StateVector.ID;

export interface NdntsMemberOptions {
  readonly version: NdntsClass;
  /** `tcp://…` or `unix://…`. */
  readonly forwarder: string;
  readonly group: Name;
  readonly node: Name;
  readonly memory: Memory;
  /** Told of everything but `ready`. */
  readonly tell: (event: MemberEvent) => void;
}

/**
 * A member on NDNts' own `SvSync`, with publications that it serves and fetches itself. Its own
 * defaults stand: among them, that it signs nothing in version 2 and verifies nothing.
 */
export class NdntsMember {
  private readonly own;
  /** The end of what is being delivered of each member, by its name and bootstrap time. */
  private readonly backlogs = new Map<string, Promise<void>>();

  /** Resolves when its prefixes are registered. */
  static async join(options: NdntsMemberOptions): Promise<NdntsMember> {
    const { version, forwarder, group, node, memory } = options;
    const fw = Forwarder.create();
    const registration = new AwaitedPrefixReg(await connect(fw, forwarder), { signer: digestSigning });
    const sync = await SvSync.create({
      fw,
      syncPrefix: group,
      initialStateVector: memory.vector,
      // Version 3 wants a signature.
      ...(version === "v3" ? { svs3: true, signer: digestSigning, verifier: digestSigning } : {}),
    });
    const member = new NdntsMember(fw, sync, options);
    await registration.registered([group, dataPrefix(group, node)]);
    return member;
  }

  private constructor(
    private readonly fw: Forwarder,
    private readonly sync: SvSync,
    private readonly options: NdntsMemberOptions,
  ) {
    const { group, node, tell } = options;
    // Asked for later, it could be an earlier life that the group still knows of.
    this.own = sync.get(node);
    sync.addEventListener("update", ({ id, loSeqNum, hiSeqNum }) => {
      tell({ is: "known", node: AltUri.ofName(id.name), low: loSeqNum, high: hiSeqNum, at: now() });
      const key = `${id.name.valueHex}:${id.boot}`;
      const before = this.backlogs.get(key) ?? Promise.resolve();
      this.backlogs.set(
        key,
        before.then(() => this.deliver(id, loSeqNum, hiSeqNum)),
      );
    });
    sync.addEventListener("rxerror", ({ detail: [{ name }, error] }) => {
      tell({ is: "failed", message: `${AltUri.ofName(name)} was refused: ${error}` });
    });
    produce(dataPrefix(group, node), async ({ name }) => this.answer(name), { fw });
  }

  publish(text: string): void {
    const { version, group, memory } = this.options;
    memory.keepText(dataName(version, group, this.own.id, this.own.seqNum + 1), text);
    this.announce();
  }

  /** Raises its sequence number with no publication behind it. */
  announce(): void {
    const at = now();
    const seqNo = this.own.seqNum + 1;
    this.options.memory.keepRow(this.own.id, seqNo);
    this.own.seqNum = seqNo;
    this.options.tell({ is: "published", seqNo, at });
  }

  close(): void {
    this.sync.close();
    this.fw.close();
  }

  private async answer(name: Name): Promise<Data | undefined> {
    const text = this.options.memory.textOf(name);
    if (text === undefined) {
      return undefined;
    }
    const data = new Data(name, new TextEncoder().encode(text));
    await digestSigning.sign(data);
    return data;
  }

  private async deliver(id: Id, low: number, high: number): Promise<void> {
    const { version, group, memory, tell } = this.options;
    for (let seqNo = low; seqNo <= high; ++seqNo) {
      const name = dataName(version, group, id, seqNo);
      const text = await this.fetch(name);
      if (text === undefined) {
        tell({ is: "failed", message: `${AltUri.ofName(name)} could not be fetched.` });
      } else {
        tell({ is: "delivered", node: AltUri.ofName(id.name), seqNo, text, at: now() });
      }
      memory.keepRow(id, seqNo);
    }
  }

  private async fetch(name: Name): Promise<string | undefined> {
    for (const giveUp = performance.now() + PATIENCE; performance.now() < giveUp; await delay(PAUSE)) {
      try {
        const interest = new Interest(name, Interest.Lifetime(LIFETIME));
        const { content } = await consume(interest, { fw: this.fw, verifier: digestSigning });
        return new TextDecoder().decode(content);
      } catch {
        // Nothing came, or something else: once more.
      }
    }
    return undefined;
  }
}

function connect(fw: Forwarder, forwarder: string): Promise<FwFace> {
  const { protocol, hostname, port, pathname } = new URL(forwarder);
  const options = { fw, l3: { local: true } };
  return protocol === "unix:"
    ? UnixTransport.createFace(options, pathname)
    : TcpTransport.createFace(options, hostname, Number(port));
}

/** Nanoseconds of the machine's monotonic clock. */
function now(): number {
  return Number(process.hrtime.bigint());
}
