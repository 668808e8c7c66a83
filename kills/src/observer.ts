import { Component, type Data, Interest, Name } from "@ndn/packet";
import { Encoder, NNI } from "@ndn/tlv";
import { digestSigning, SvsError, type Transport, v3 } from "@svs/core";
import { StateVector } from "@svs/tlv";
import type { Ledger } from "./ledger.js";
import { digestOf } from "./programs/digest-of.js";
import { GROUP, WRITER } from "./programs/protocol.js";

const group = new Name(GROUP);
const writer = new Name(WRITER);
/** Type of a segment's name component. */
const SEGMENT = 50;
/** Interests for a packet, before it counts as not served. */
const ATTEMPTS = 15;
/** Milliseconds that an Interest is pending, and that are between one that failed otherwise and the next. */
const LIFETIME = 200;

/** A publication that had not been served yet when its writer went. */
export interface Doubt {
  readonly bootstrapTime: number;
  readonly seqNo: number;
}

/** Looks on from outside: hears what is announced, and asks for it by name. It is no member, and keeps nothing. */
export class Observer {
  /** Digest of every Data's content, by name. */
  private readonly packets = new Map<string, string>();
  private asking = false;
  private doubtful: Doubt[] = [];

  constructor(
    private readonly transport: Transport,
    private readonly ledger: Ledger,
  ) {}

  /** @param writerGone - asked for the life that is to answer for what is announced. */
  async listen(writerGone: () => AbortSignal): Promise<void> {
    const prefix = v3.syncPrefix(group);
    await this.transport.serve(
      prefix,
      async (interest) => {
        const { vector, signed } = v3.readSyncInterest(interest, group);
        await digestSigning.verify(signed as Data);
        for (const { node, bootstrapTime, seqNo } of StateVector.decode(vector)) {
          if (Buffer.compare(node, writer.value) === 0 && this.ledger.announce(bootstrapTime, seqNo)) {
            void this.askAtOnce(bootstrapTime, seqNo, writerGone());
          }
        }
        return undefined;
      },
      { multicast: prefix },
    );
  }

  /**
   * Asks for a publication that was announced. That it does not come is a violation; if the writer goes before,
   * it is a doubt.
   * @throws Error where that is nobody's absence.
   */
  async check(bootstrapTime: number, seqNo: number, writerGone: AbortSignal): Promise<void> {
    const name = v3.dataName(group, { node: writer, bootstrapTime, seqNo });
    try {
      const content = await this.contentOf(name, writerGone);
      this.ledger.see({ bootstrapTime, seqNo, digest: digestOf(content) }, "that was served");
    } catch (error) {
      if (!SvsError.is(error)) {
        throw error;
      }
      if (writerGone.aborted) {
        this.doubtful.push({ bootstrapTime, seqNo });
      } else {
        this.ledger.unserved(bootstrapTime, seqNo, `asked ${ATTEMPTS} times; ${error.message}`);
      }
    }
  }

  /** What is to be asked for again, by someone who sees to it that the writer stays; each is given out once. */
  takeDoubts(): readonly Doubt[] {
    const doubts = this.doubtful;
    this.doubtful = [];
    return doubts;
  }

  /** What is announced first is what a kill is most likely to take back. One at a time: the others come later. */
  private async askAtOnce(bootstrapTime: number, seqNo: number, writerGone: AbortSignal): Promise<void> {
    if (!this.asking) {
      this.asking = true;
      await this.check(bootstrapTime, seqNo, writerGone);
      this.asking = false;
    }
  }

  private async contentOf(name: Name, signal: AbortSignal): Promise<Uint8Array> {
    const first = await this.fetch(name, true, signal);
    if (!first.finalBlockId) {
      return first.content;
    }
    const last = NNI.decode(first.finalBlockId.value);
    const parts = Array.from({ length: last + 1 }, async (_, segment) => {
      const component = new Component(SEGMENT, Encoder.encode(NNI(segment)));
      return (await this.fetch(first.name.getPrefix(-1).append(component), false, signal)).content;
    });
    return Buffer.concat(await Promise.all(parts));
  }

  private async fetch(name: Name, canBePrefix: boolean, signal: AbortSignal): Promise<Data> {
    for (let attempt = 1; ; attempt++) {
      const interest = new Interest(name, Interest.Lifetime(LIFETIME));
      interest.canBePrefix = canBePrefix;
      try {
        const data = await this.transport.express(interest, { signal });
        await digestSigning.verify(data);
        this.remember(data);
        return data;
      } catch (error) {
        if (attempt === ATTEMPTS || signal.aborted || !SvsError.is(error)) {
          throw error;
        }
        if (error.code !== "timeout") {
          await new Promise((resolve) => setTimeout(resolve, LIFETIME));
        }
      }
    }
  }

  private remember({ name, content }: Data): void {
    const digest = digestOf(content);
    const before = this.packets.get(name.valueHex);
    if (before !== undefined && before !== digest) {
      this.ledger.violations.push(`${name} was served with two contents.`);
    }
    this.packets.set(name.valueHex, digest);
  }
}
