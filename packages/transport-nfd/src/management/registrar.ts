import type { Name } from "@ndn/packet";

/** What a forwarder said to a command. */
export interface CommandAnswer {
  /** 200 is yes; `undefined` if no answer came. */
  readonly statusCode: number | undefined;
  /** The forwarder's own words, or a sentence that says why there is no answer. */
  readonly text: string;
}

/** Whether the forwarder said yes. */
export function isAccepted(answer: CommandAnswer): boolean {
  return answer.statusCode === 200;
}

/** Asks one connection's forwarder for prefixes. Methods reject only when the connection ends. */
export interface Registrar {
  /** Asks for the Interests under a prefix. Asking again is harmless and refreshes. */
  register(prefix: Name, cost: number): Promise<CommandAnswer>;
  /** Takes a registration back. */
  unregister(prefix: Name): Promise<CommandAnswer>;
  /** Asks that Interests under a prefix go to all who registered it. */
  setMulticast(prefix: Name): Promise<CommandAnswer>;
}
