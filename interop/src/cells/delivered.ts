import { isDeepStrictEqual } from "node:util";
import type { MemberProcess } from "../peer/member-process.js";

/**
 * Waits until a member has delivered these texts of `node`, and no others.
 * @throws Error with what it told, if they do not come, or something else does.
 */
export async function delivered(
  reader: MemberProcess,
  node: string,
  texts: readonly string[],
): Promise<void> {
  await reader.until(`${texts.length} publications of ${node} were delivered`, (member) => {
    return member.textsOf(node).length >= texts.length;
  });
  if (!isDeepStrictEqual(reader.textsOf(node), texts)) {
    throw new Error(`Delivered were not ${JSON.stringify(texts)} in this order: ${reader}`);
  }
}

/** Everybody publishes two texts, and waits for those of everybody else. */
export async function exchange(members: readonly MemberProcess[], topic: string): Promise<void> {
  const textsOf = ({ options: { node } }: MemberProcess): string[] => [
    `${topic} 1 of ${node}`,
    `${topic} 2 of ${node}`,
  ];
  await Promise.all(members.map((member) => member.publish(...textsOf(member))));
  await Promise.all(
    members.flatMap((reader) =>
      members
        .filter((writer) => writer !== reader)
        .map((writer) => delivered(reader, writer.options.node, textsOf(writer))),
    ),
  );
}
