import { type Clock, type Millis, type SvSyncBase, SvsError } from "@svs/core";
import type { ShownLog, ShownMessage } from "./shown-log.js";

/** A message that was said or shown in an earlier run. */
export interface RecalledMessage extends ShownMessage {
  /** As it was sent: not fit for a terminal yet. */
  readonly text: string;
}

/** How long the group is asked for what is not held here any more. */
const PATIENCE: Millis = 1_000;
/** More own messages than a process can have said and not written down when it was killed. */
const UNWRITTEN_MAX = 100;

/** What was said in earlier runs and is not in the log, as the process was killed before it wrote that down. */
export function unwritten(svs: SvSyncBase, shown: ShownLog): ShownMessage[] {
  const { node, bootstrapTime } = svs;
  const said = svs.getSeqNo(node, bootstrapTime);
  const written = shown.messages.findLast(
    (message) => message.own && message.bootstrapTime === bootstrapTime && message.node.equals(node),
  );
  const messages: ShownMessage[] = [];
  for (let seqNo = Math.max(written?.seqNo ?? 0, said - UNWRITTEN_MAX) + 1; seqNo <= said; seqNo++) {
    messages.push({ node, bootstrapTime, seqNo, own: true });
  }
  return messages;
}

/**
 * The last messages that were said and shown in earlier runs, in that order. One that is not held any more, and comes
 * from nobody within a second, is left out.
 * @param count - at the most.
 * @throws SvsError `store-damaged`, `store-failed`, `closed`.
 */
export async function recall(
  svs: SvSyncBase,
  shown: ShownLog,
  count: number,
  clock: Clock,
): Promise<RecalledMessage[]> {
  const patience = new AbortController();
  const timer = clock.schedule(PATIENCE, () => patience.abort());
  const read = async (message: ShownMessage): Promise<RecalledMessage | undefined> => {
    const { node, seqNo, bootstrapTime } = message;
    try {
      const publication = await svs.fetchData(node, seqNo, { bootstrapTime, signal: patience.signal });
      return { ...message, text: publication.text() };
    } catch (error) {
      if (SvsError.is(error, "aborted") || SvsError.is(error, "fetch-failed")) {
        return undefined;
      }
      throw error;
    }
  };
  try {
    const last = shown.messages.slice(Math.max(0, shown.messages.length - count));
    const found = await Promise.all(last.map(read));
    return found.filter((message) => message !== undefined);
  } finally {
    timer.cancel();
  }
}
