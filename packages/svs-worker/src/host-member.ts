import { type SvSyncBase, type SvSyncCore, type SvSyncReader, SvsError } from "@svs/core";
import type { SvSyncHealth } from "@svs/health";
import { type MessageEndpoint, ownEndpoint } from "./endpoint.js";
import { MemberHost } from "./member-host.js";

/** What a worker can have opened: one of these, or of a class that derives from them. */
export type HostedMember = SvSyncCore | SvSyncReader | SvSyncBase | SvSyncHealth;

/** What an opener is given beside the options. */
export interface HostContext {
  /** Aborts when the main thread gives up opening, or is gone before that: to be handed on to what takes a while. */
  readonly signal: AbortSignal;
  /**
   * Closes something when the member has closed, what came last first: the transport, the stores.
   * @returns what it was given.
   */
  use<T extends AsyncDisposable>(resource: T): T;
}

/**
 * Opens the member, with all that cannot cross: transport, stores, keys.
 * @param options - a copy of what `open` was given in the main thread, without its signal.
 */
export type MemberOpener<Options> = (options: Options, context: HostContext) => Promise<HostedMember>;

/**
 * Makes this worker's script one member's: it is opened when the main thread asks for it, with `SvSyncWorker.open`
 * or another of that family. In Node.js the thread then ends with the member, if nothing else keeps it.
 *
 * ```ts
 * hostMember(async ({ group, node }: { group: string; node: string }, { signal, use }) => {
 *   const transport = use(await NfdTransport.connect({ signal }));
 *   return SvSync.open({ transport, group, node, signal });
 * });
 * ```
 *
 * @param endpoint - the way to the other side. Default: this worker's own.
 * @throws SvsError `invalid-argument` in what is no worker, if there is no endpoint.
 */
export function hostMember<Options extends object>(
  open: MemberOpener<Options>,
  endpoint: MessageEndpoint | undefined = ownEndpoint(),
): void {
  if (!endpoint) {
    throw new SvsError(
      "invalid-argument",
      "hostMember is for the script of a worker; elsewhere, give it one end of a MessageChannel.",
    );
  }
  new MemberHost(open as MemberOpener<object>, endpoint).start();
}
