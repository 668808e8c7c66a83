import type { Forwarder } from "./forwarder.js";
import { ForwarderError } from "./forwarder-error.js";
import type { ForwarderOptions } from "./forwarder-options.js";
import { type StartedForwarder, startForwarder } from "./start-forwarder.js";

/**
 * Call it for the URI of this machine's forwarder, which it starts in this process if there is none.
 * Made by {@link localForwarder}.
 */
export interface LocalForwarder extends AsyncDisposable {
  /** @throws ForwarderError as {@link startForwarder}; `aborted` once it was closed. */
  (): Promise<string>;

  /** The forwarder that runs in this process; undefined while another one serves the machine. */
  readonly hosted: Forwarder | undefined;

  /** Closes the forwarder if it runs in this process, so that another process takes over. Idempotent. */
  close(): Promise<void>;
}

/**
 * A forwarder for this machine, wherever it runs. Give it to a transport as its fallback: each time that
 * it is called, it finds the forwarder that answers, or starts one. So when the process that hosts
 * the forwarder ends, whichever member connects again first takes over.
 *
 * However often and from wherever it is called, this process hosts one at the most.
 */
export function localForwarder(options: ForwarderOptions = {}): LocalForwarder {
  let hosted: Forwarder | undefined;
  let starting: Promise<StartedForwarder> | undefined;
  let closed = false;

  const closedError = () => new ForwarderError("aborted", "The local forwarder was closed.");

  const resolve = async (): Promise<string> => {
    if (closed) {
      throw closedError();
    }
    starting ??= startForwarder(options).finally(() => {
      starting = undefined;
    });
    const started = await starting;
    if (started.forwarder !== undefined) {
      hosted = started.forwarder;
    }
    if (closed) {
      // Whoever closed it waits for this, and closes what was started.
      throw closedError();
    }
    return started.uri;
  };

  const close = async (): Promise<void> => {
    closed = true;
    await starting?.catch(() => undefined);
    await hosted?.close();
  };

  return Object.defineProperties(resolve, {
    hosted: { get: () => (hosted?.closed ? undefined : hosted) },
    close: { value: close },
    [Symbol.asyncDispose]: { value: close },
  }) as LocalForwarder;
}
