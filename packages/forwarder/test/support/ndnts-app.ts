import "../../../../tests/with-resolvers.js";
import { Forwarder, FwPacket } from "@ndn/fw";
import { Data, digestSigning, Interest, Name, type NameLike } from "@ndn/packet";

/** An application on NDNts, which connects to a forwarder through its own logical one. */
export class NdntsApp {
  readonly fw = Forwarder.create();
  readonly #out: FwPacket[] = [];
  readonly #waiting: { interest: Interest; resolve: (data: Data) => void }[] = [];
  readonly #served: { prefix: Name; content: Uint8Array }[] = [];
  #wake: (() => void) | undefined;
  readonly #face = this.fw.addFace({
    rx: this.#rx(),
    tx: (packets) => void this.#tx(packets),
  });

  /** Asks once. */
  express(interest: Interest): Promise<Data> {
    return new Promise((resolve) => {
      this.#waiting.push({ interest, resolve });
      this.#send(FwPacket.create(interest));
    });
  }

  /** Answers all Interests under a prefix; announces it to whoever registers prefixes. */
  serve(prefix: NameLike, content = new Uint8Array(0)): void {
    this.#served.push({ prefix: Name.from(prefix), content });
    this.#face.addRoute(prefix);
  }

  /** Takes {@link serve} back. */
  unserve(prefix: NameLike): void {
    this.#face.removeRoute(prefix);
  }

  close(): void {
    this.fw.close();
  }

  async *#rx(): AsyncGenerator<FwPacket> {
    for (;;) {
      yield* this.#out.splice(0);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  #send(packet: FwPacket): void {
    this.#out.push(packet);
    this.#wake?.();
  }

  async #tx(packets: AsyncIterable<FwPacket>): Promise<void> {
    for await (const { l3, token } of packets) {
      if (l3 instanceof Interest) {
        const found = this.#served.find(({ prefix }) => prefix.isPrefixOf(l3.name));
        if (found !== undefined) {
          const data = new Data(l3.name, found.content);
          await digestSigning.sign(data);
          this.#send(FwPacket.create(data, token));
        }
      } else if (l3 instanceof Data) {
        for (const { interest, resolve } of this.#waiting) {
          if (interest.name.isPrefixOf(l3.name)) {
            resolve(l3);
          }
        }
      }
    }
  }
}
