/** How much is told, from little to much. */
export const LOG_LEVELS = ["error", "warn", "info", "debug"] as const;

/**
 * - `error`: what does not work;
 * - `warn`: also what may not work, as a lost connection;
 * - `info`: also which forwarder is used, and who is there;
 * - `debug`: also what State Vector Sync does.
 */
export type LogLevel = (typeof LOG_LEVELS)[number];

export function isLogLevel(text: string): text is LogLevel {
  return (LOG_LEVELS as readonly string[]).includes(text);
}
