import { homedir } from "node:os";
import { posix, resolve, win32 } from "node:path";
import { platform } from "node:process";

/** Whose place it is. */
export interface PlaceOwner {
  readonly platform: NodeJS.Platform;
  readonly env: NodeJS.ProcessEnv;
  /** The user's own folder. */
  readonly home: string;
}

/** The folder in which chats are kept unless asked otherwise: where each platform keeps data of programs. */
export function defaultPlace({ platform, env, home }: PlaceOwner): string {
  switch (platform) {
    case "win32":
      return win32.join(env["LOCALAPPDATA"] || win32.join(home, "AppData", "Local"), "svs-chat");
    case "darwin":
      return posix.join(home, "Library", "Application Support", "svs-chat");
    default: {
      const data = env["XDG_DATA_HOME"];
      // A relative one is to be ignored (XDG Base Directory Specification).
      return posix.join(data && posix.isAbsolute(data) ? data : posix.join(home, ".local/share"), "svs-chat");
    }
  }
}

/** The folder in which chats are kept. @param named - the one that the user asked for, if so. */
export function placeOf(named: string | undefined, env: NodeJS.ProcessEnv, home = homedir()): string {
  return resolve(named ?? defaultPlace({ platform, env, home }));
}
