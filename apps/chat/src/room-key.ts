import { readFile } from "node:fs/promises";
import type { Name } from "@ndn/packet";
import { type Dialect, SvsError } from "@svs/core";
import { GroupKey } from "@svs/security";
import { shownInput } from "./chat-name.js";

/** Where the words of a private room may come from, the first that is there. */
export interface SecretSources {
  /** From the command line. */
  readonly words: string | undefined;
  readonly file: string | undefined;
  /** From the environment. */
  readonly ambient: string | undefined;
}

/**
 * The key of a private room; `undefined` if the room is open.
 * @throws SvsError `invalid-argument`: one sentence that says what to do instead.
 */
export async function roomKey(
  { words, file, ambient }: SecretSources,
  group: Name,
  dialect: Dialect,
): Promise<GroupKey | undefined> {
  const secret = words ?? (file === undefined ? ambient : await readSecret(file));
  if (secret === undefined || secret === "") {
    return undefined;
  }
  if (!dialect.hasBootstrapTime) {
    throw new SvsError(
      "invalid-argument",
      `a private room speaks version 3, and not ${dialect.name}; leave out --dialect, or the secret.`,
    );
  }
  return GroupKey.fromWords(secret, group);
}

async function readSecret(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    throw new SvsError(
      "invalid-argument",
      `the secret could not be read from ${shownInput(file)}: ${(cause as Error).message}.`,
      { cause },
    );
  }
}
