import type { Data } from "@ndn/packet";
import { SvsError } from "@svs/core";
import { InterestTable, type Waiting } from "./interest-table.js";
import { nameText } from "./name-text.js";
import type { Fate } from "./packet-log.js";
import { VirtualEvent } from "./virtual-event.js";
import type { VirtualTime } from "./virtual-time.js";
import type { WirePacket } from "./wire-packet.js";

/** One Interest of an application that waits for Data; as an event, the end of its lifetime. */
class ExpressedInterest extends VirtualEvent implements Waiting, EventListenerObject {
  readonly promise: Promise<Data>;
  private resolve!: (data: Data) => void;
  private reject!: (error: SvsError) => void;

  constructor(
    private readonly owner: ExpressedInterests,
    readonly packet: WirePacket,
    private readonly signal: AbortSignal | undefined,
  ) {
    super(0);
    this.promise = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    signal?.addEventListener("abort", this);
  }

  /** The signal was aborted. */
  handleEvent(): void {
    this.fail(new SvsError("aborted", "The Interest was given up.", { cause: this.signal?.reason }));
  }

  fire(): void {
    this.owner.touch();
    const { name, fields } = this.packet;
    this.fail(new SvsError("timeout", `No Data came for ${nameText(name)} within ${fields.lifetime} ms.`));
  }

  fulfill(data: Data): void {
    this.end();
    this.resolve(data);
  }

  fail(error: SvsError): void {
    this.end();
    this.reject(error);
  }

  /** Forgets it: its promise never settles. */
  end(): void {
    this.signal?.removeEventListener("abort", this);
    this.owner.forget(this);
  }
}

/** The Interests of one application that wait for Data. */
export class ExpressedInterests {
  private readonly table = new InterestTable<ExpressedInterest>();

  constructor(private readonly time: VirtualTime) {}

  /** Begins to wait for one InterestLifetime. The Interest is yet to be sent. */
  add(packet: WirePacket, signal: AbortSignal | undefined): Promise<Data> {
    const expressed = new ExpressedInterest(this, packet, signal);
    this.table.add(expressed);
    this.time.after(packet.fields.lifetime, expressed);
    return expressed.promise;
  }

  /** Data came: all that wait for it get it. */
  receiveData(packet: WirePacket): Fate {
    const answered = this.table.answeredBy(packet);
    if (answered.length === 0) {
      return "unsolicited";
    }
    const data = packet.data();
    if (!data) {
      return "malformed";
    }
    this.time.touch();
    for (const expressed of answered) {
      expressed.fulfill(data);
    }
    return "delivered";
  }

  /** A Nack came. */
  receiveNack(packet: WirePacket): Fate {
    const refused = this.table.find(
      packet,
      ({ packet: interest }) => interest.fields.nonce === packet.fields.nonce,
    );
    if (!refused) {
      return "unsolicited";
    }
    this.time.touch();
    refused.fail(new SvsError("nack", `The forwarder knows no route for ${nameText(packet.name)}.`));
    return "delivered";
  }

  /** All of them fail. */
  failAll(error: () => SvsError): void {
    for (const expressed of this.table.entries()) {
      expressed.fail(error());
    }
  }

  /** None of them ever settles. */
  abandonAll(): void {
    for (const expressed of this.table.entries()) {
      expressed.end();
    }
  }

  /** @internal */
  touch(): void {
    this.time.touch();
  }

  /** @internal */
  forget(expressed: ExpressedInterest): void {
    this.time.cancel(expressed);
    this.table.delete(expressed);
  }
}
