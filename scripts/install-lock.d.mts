/** See install-lock.mjs. */
export function withInstallLock<T>(
  path: string,
  critical: () => Promise<T>,
  options?: {
    readonly onWait?: (pid: number) => void;
    readonly staleAfter?: number;
    readonly pollEvery?: number;
  },
): Promise<T>;
