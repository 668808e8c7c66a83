import { AltUri, Component, type Interest, type Name } from "@ndn/packet";
import { throwIfAborted, withSignal } from "./abortable.js";
import type { InterestHandler, Registration, ServeOptions, Transport } from "./ports/transport.js";
import { SvsError } from "./svs-error.js";

/** Options of {@link serveShared}. The signal ends the attempt, and not the registration. */
interface SharedServeOptions extends ServeOptions {
  /** What the Interests are wanted for, in words. A prefix has one handler for each use. */
  readonly use: string;
}

/** One of those who serve a prefix. */
type Server = Pick<ServeOptions, "hear"> & { readonly handler: InterestHandler };

/** A prefix that is registered once for all who serve it on one transport. */
interface SharedPrefix {
  /** By use. */
  readonly servers: Map<string, Server>;
  readonly multicast: Name | undefined;
  readonly registered: Promise<Registration>;
  /** Ends the registration, for nobody wants it any more. */
  readonly giveUp: AbortController;
  /** There once the last one has left. Resolves when the prefix can be registered anew. */
  ended?: Promise<unknown>;
}

/** Under a prefix that is registered without the strategy it is asked for here; nobody sends Interests. */
const STRATEGY = /* @__PURE__ */ Component.from("32=strategy");

const tables = new WeakMap<Transport, Map<string, SharedPrefix>>();

/**
 * Serves a prefix which members of other dialects may serve on the same transport: registered for
 * the first, unregistered after the last. Each Interest is handed to all of them, and the first
 * Data is the answer.
 * @throws SvsError as {@link Transport.serve}, with `invalid-argument` also if that use is taken.
 */
export async function serveShared(
  transport: Transport,
  prefix: Name,
  handler: InterestHandler,
  { use, multicast, cost, hear, signal }: SharedServeOptions,
): Promise<Registration> {
  const table = tables.get(transport) ?? new Map<string, SharedPrefix>();
  tables.set(transport, table);
  const key = prefix.valueHex;
  while (table.get(key)?.ended) {
    await withSignal(table.get(key)!.ended!, signal);
  }
  throwIfAborted(signal);
  let shared = table.get(key);
  if (!shared || transport.status === "closed") {
    shared = register(transport, prefix, { multicast, cost }); // a closed one says so
    table.set(key, shared);
  }
  const { servers, registered, giveUp } = shared;
  if (servers.has(use)) {
    throw new SvsError(
      "invalid-argument",
      `Another member on this transport serves ${use} under ${AltUri.ofName(prefix)} already; give this one a transport of its own.`,
    );
  }
  servers.set(use, { handler, hear });
  let strategy: Registration | undefined;
  const leave = async (): Promise<void> => {
    servers.delete(use);
    if (servers.size === 0) {
      giveUp.abort();
      const ended = registered.then(
        (registration) => registration[Symbol.asyncDispose](),
        () => undefined,
      );
      shared.ended = ended.catch(() => undefined).then(() => table.delete(key));
      await ended;
    }
    await strategy?.[Symbol.asyncDispose]();
  };
  try {
    await withSignal(registered, signal);
    if (multicast && !shared.multicast?.isPrefixOf(multicast)) {
      const silent: InterestHandler = () => undefined;
      strategy = await serveShared(transport, prefix.append(STRATEGY), silent, { use, multicast, signal });
    }
  } catch (error) {
    await leave();
    throw error;
  }
  let left: Promise<void> | undefined;
  return {
    prefix,
    [Symbol.asyncDispose]: () => {
      left ??= leave();
      return left;
    },
  };
}

function register(transport: Transport, prefix: Name, options: ServeOptions): SharedPrefix {
  const servers = new Map<string, Server>();
  const giveUp = new AbortController();
  const answer: InterestHandler = (interest) => {
    const [only, ...others] = servers.values();
    return only && others.length > 0 ? firstData([only, ...others], interest) : only?.handler(interest);
  };
  const hear = (packet: Uint8Array): boolean => {
    for (const server of servers.values()) {
      if (server.hear?.(packet)) {
        return true;
      }
    }
    return false;
  };
  const registered = transport.serve(prefix, answer, { ...options, hear, signal: giveUp.signal });
  return { servers, multicast: options.multicast, registered, giveUp };
}

/** Silence when none gives Data; what one of them has thrown then goes to the transport, to be counted. */
function firstData(servers: readonly Server[], interest: Interest): ReturnType<InterestHandler> {
  const answers = servers.map(async ({ handler }) => (await handler(interest)) ?? Promise.reject());
  return Promise.any(answers).catch(({ errors }: AggregateError) => {
    const failure = errors.find((error) => error !== undefined);
    if (failure) {
      throw failure;
    }
    return undefined;
  });
}
