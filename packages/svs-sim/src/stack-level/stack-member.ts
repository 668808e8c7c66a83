import {
  MemoryPublicationStore,
  MemoryStateStore,
  type Publication,
  SvSync,
  type SvSyncOptions,
} from "@svs/core";
import { memberOf } from "../node-names.js";
import type { Recorder } from "../recorder.js";

/** What a member keeps when it crashes, unless it is to forget. */
export interface Stores {
  readonly stateStore: MemoryStateStore;
  readonly publicationStore: MemoryPublicationStore;
}

export function newStores(): Stores {
  return { stateStore: new MemoryStateStore(), publicationStore: new MemoryPublicationStore() };
}

/** What a member's recorder needs to know of the time. */
type Now = () => number;

/** One life of a member on the whole stack. Its application reads everything at once. */
export class StackMember {
  private stopped = false;
  private member: SvSync | undefined;

  constructor(
    readonly number: number,
    private readonly recorder: Recorder,
    private readonly now: Now,
    private readonly onFailure: (error: unknown) => void,
  ) {}

  /** Begins to open; what is published until it is open is left out. */
  open(options: SvSyncOptions): void {
    void this.run(options).catch((error: unknown) => {
      if (!this.stopped) {
        this.onFailure(error);
      }
    });
  }

  publish(content: Uint8Array): void {
    const { member, recorder } = this;
    if (member === undefined) {
      return;
    }
    const at = this.now();
    recorder.publishing(at);
    member.publish(content).then(({ bootstrapTime, seqNo }) => {
      recorder.publish(at, this.number, bootstrapTime, seqNo);
    }, this.onFailure);
  }

  /** It has crashed: nothing of it is looked at any more. */
  stop(): void {
    this.stopped = true;
    this.member = undefined;
  }

  private async run(options: SvSyncOptions): Promise<void> {
    const member = await SvSync.open(options);
    if (this.stopped) {
      return;
    }
    this.member = member;
    this.listen(member);
    for await (const publication of member.publications()) {
      this.deliver(publication);
    }
  }

  private listen(member: SvSync): void {
    const { recorder, number } = this;
    member.addEventListener("update", ({ detail: { node, bootstrapTime, low, high } }) => {
      recorder.know(this.now(), number, memberOf(node.value), bootstrapTime, low, high);
    });
    member.addEventListener("sent", ({ detail: { cause } }) => recorder.send(this.now(), number, cause));
    member.addEventListener("dropped", ({ detail: { reason } }) => recorder.drop(this.now(), number, reason));
    member.addEventListener("error", ({ detail }) => recorder.drop(this.now(), number, detail.code));
  }

  private deliver({ node, bootstrapTime, seqNo }: Publication): void {
    this.recorder.deliver(this.now(), this.number, memberOf(node.value), bootstrapTime, seqNo);
  }
}
