import type { Clock } from "@svs/core";
import type { ChatProcess } from "./chat-process.js";
import type { ChatRoom, ChatRoomOptions } from "./chat-room.js";
import type { Log } from "./log.js";

/** What a line mode or a terminal stands on. */
export interface ChatSession {
  readonly process: ChatProcess;
  readonly log: Log;
  readonly clock: Clock;
  /** Aborted when the process is asked to end. */
  readonly leaving: AbortSignal;
  /** Joins the group. Whoever calls it closes the room. */
  open(show: Pick<ChatRoomOptions, "recall" | "onMessage" | "onFetched" | "signal">): Promise<ChatRoom>;
}

/** Tells, once that is known, how many are there. */
export async function tellInStep(room: ChatRoom, log: Log): Promise<void> {
  const others = await room.inStep;
  if (others === undefined) {
    return;
  }
  if (others === 0) {
    log.info("Nobody else has spoken here yet; what you say waits for those who come.");
  } else if (room.alone) {
    log.info("Nobody else is here now; what you say waits for those who come.");
  } else {
    log.info(`In step with ${others} ${others === 1 ? "member" : "members"}.`);
  }
}

/** Resolves when the signal is aborted. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) {
      resolve();
    } else {
      signal.addEventListener("abort", () => resolve(), { once: true });
    }
  });
}
