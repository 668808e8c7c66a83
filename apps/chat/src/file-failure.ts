const REASONS: Readonly<Record<string, string>> = {
  EACCES: "you are not permitted to",
  EPERM: "you are not permitted to",
  EROFS: "it can only be read",
  ENOSPC: "the disk is full",
  EDQUOT: "your share of the disk is full",
  ENOTDIR: "there is a file on the way, where a folder should be",
  ENOENT: "no folder can be made there",
  EEXIST: "there is a file where a folder should be",
};

/** What to say when nothing can be kept in a folder, with what to do. */
export function cannotKeep(folder: string, error: Error): string {
  return `What is said cannot be kept in ${folder}: ${reasonOf(error)}; name another place (--store DIR), or keep nothing (--ephemeral).`;
}

/** Why files could not be used: what follows on a colon, from the error or what is underneath it. */
export function reasonOf(error: Error): string {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    const reason = REASONS[(cause as NodeJS.ErrnoException).code ?? ""];
    if (reason !== undefined) {
      return reason;
    }
  }
  // LevelDB says where, and then why.
  return (/: IO error: .*: ([^:]+)$/.exec(error.message)?.[1] ?? error.message).replace(/\.$/, "");
}
