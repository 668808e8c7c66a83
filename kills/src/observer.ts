import { Component, type Data, Interest, Name } from "@ndn/packet";
import { Encoder, NNI } from "@ndn/tlv";
import { digestSigning, SvsError, type Transport, v3 } from "@svs/core";
import { StateVector } from "@svs/tlv";
import { idOf, type Ledger } from "./ledger.js";
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
  private looking = false;
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
            void this.lookAtOnce(bootstrapTime, seqNo, writerGone());
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
    try {
      await this.look(bootstrapTime, seqNo, writerGone);
    } catch (error) {
      ignoreAbsence(error);
      if (writerGone.aborted) {
        this.doubtful.push({ bootstrapTime, seqNo });
      } else {
        const id = idOf(bootstrapTime, seqNo);
        this.ledger.violate(
          "served",
          `${id} was announced and is not served, asked ${ATTEMPTS} times: ${(error as SvsError).message}`,
        );
      }
    }
  }

  /** What is to be asked for again, by someone who sees to it that the writer stays; each is given out once. */
  takeDoubts(): readonly Doubt[] {
    const doubts = this.doubtful;
    this.doubtful = [];
    return doubts;
  }

  /**
   * What was announced last is what a kill is most likely to take back: its content is looked at before. One at a
   * time, and without judging whether it comes.
   */
  private async lookAtOnce(bootstrapTime: number, seqNo: number, writerGone: AbortSignal): Promise<void> {
    if (!this.looking) {
      this.looking = true;
      await this.look(bootstrapTime, seqNo, writerGone).catch(ignoreAbsence);
      this.looking = false;
    }
  }

  /** Fetches a publication. @throws SvsError if it does not come. */
  private async look(bootstrapTime: number, seqNo: number, writerGone: AbortSignal): Promise<void> {
    const name = v3.dataName(group, { node: writer, bootstrapTime, seqNo });
    const content = await this.contentOf(name, writerGone);
    this.ledger.see({ bootstrapTime, seqNo, digest: digestOf(content) }, "that was served");
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
      this.ledger.violate("one content", `${name} was served with two contents.`);
    }
    this.packets.set(name.valueHex, digest);
  }
}

/** @throws what is nobody's absence. */
function ignoreAbsence(error: unknown): void {
  if (!SvsError.is(error)) {
    throw error;
  }
}
