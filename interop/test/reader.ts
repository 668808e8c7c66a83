import { SvSync } from "@svs/core";
import { NfdTransport } from "@svs/transport-nfd";

/** A member in this process, and all that it has read in its one session. */
export class Reader implements AsyncDisposable {
  /** Texts, in the order in which they came, by the node that published them. */
  readonly texts = new Map<string, string[]>();
  private readonly reading: Promise<void>;

  private constructor(
    readonly transport: NfdTransport,
    readonly svs: SvSync,
  ) {
    this.reading = this.read();
  }

  /** Joins a group at a forwarder; everything as it is by default. */
  static async join(uri: string, group: string, node: string): Promise<Reader> {
    const transport = await NfdTransport.connect({ uri });
    return new Reader(transport, await SvSync.open({ transport, group, node }));
  }

  /** How many publications of a node were read. */
  count(node: string): number {
    return this.texts.get(node)?.length ?? 0;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.svs.close();
    await this.reading;
    await this.transport.close();
  }

  private async read(): Promise<void> {
    for await (const publication of this.svs.publications()) {
      const texts = this.texts.get(publication.from) ?? [];
      texts.push(publication.text());
      this.texts.set(publication.from, texts);
    }
  }
}
