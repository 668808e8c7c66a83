import { Name } from "@ndn/packet";
import { MemoryPublicationStore, MemoryStateStore } from "@svs/core";
import { GroupKey } from "@svs/security";
import type { MemoryNetwork } from "@svs/transport-memory";
import { shownName } from "../src/chat-name.js";
import { ChatRoom, type ChatRoomOptions } from "../src/chat-room.js";
import { Log } from "../src/log.js";
import { ShownLog, type ShownMessage } from "../src/shown-log.js";

export const GROUP = new Name("/svs");
export const DELAY = { delay: 10 };

/** What is kept of a room, in memory: it outlives a guest. */
export class MemoryRoom {
  readonly publications = new MemoryPublicationStore();
  readonly state = new MemoryStateStore();
  private readonly written: ShownMessage[] = [];
  readonly shown = this.openLog();

  /** As the next run finds it. */
  reopen(): Pick<MemoryRoom, "publications" | "state" | "shown"> {
    const { publications, state } = this;
    return { publications, state, shown: this.openLog() };
  }

  /** Forgets what was written last, as if the process had been killed before. */
  unwrite(): void {
    this.written.pop();
  }

  private openLog(): ShownLog {
    return new ShownLog([...this.written], async (message) => {
      this.written.push(message);
    });
  }
}

/** A member of a room, and what it was shown. */
export class Guest {
  readonly heard: string[] = [];
  /** What it was shown of earlier runs. */
  recalled: string[] | undefined;
  readonly fetched: number[] = [];
  readonly notices: string[] = [];
  room!: ChatRoom;

  get warnings(): string[] {
    return this.notices.filter((notice) => !notice.startsWith("info"));
  }

  static async join(
    network: MemoryNetwork,
    ports: Pick<ChatRoomOptions, "transport" | "clock" | "random">,
    node: string,
    options: Partial<ChatRoomOptions> & { readonly words?: string; readonly screenful?: number } = {},
  ): Promise<Guest> {
    const guest = new Guest();
    const { words, screenful = 10, ...rest } = options;
    const key = words === undefined ? undefined : await network.clock.work(GroupKey.fromWords(words, GROUP));
    const opening = ChatRoom.open({
      ...ports,
      group: GROUP,
      security: key?.security(),
      node: new Name(node),
      log: new Log("info", (level, sentence) => guest.notices.push(`${level}: ${sentence}`)),
      signal: new AbortController().signal,
      recall: {
        count: screenful,
        show: (messages) => {
          guest.recalled = messages.map(({ own, node, text }) => `${own ? "YOU" : shownName(node)}: ${text}`);
        },
      },
      onMessage: ({ from, text }) => {
        guest.heard.push(`${shownName(from)}: ${text}`);
      },
      onFetched: (seqNo) => guest.fetched.push(seqNo),
      ...rest,
    });
    guest.room = await network.complete(opening);
    return guest;
  }
}
