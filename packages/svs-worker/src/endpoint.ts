/** One end of a way for messages in Node.js: a `Worker`, its `parentPort`, a `MessagePort`. */
export interface NodeEndpoint {
  postMessage(message: unknown, transfer?: readonly ArrayBuffer[]): void;
  on(event: string, listener: (value: unknown) => void): unknown;
  off(event: string, listener: (value: unknown) => void): unknown;
  unref?(): void;
  /** Of a `Worker`: -1 once its thread has ended. */
  readonly threadId?: number;
}

/** One end of a way for messages in a browser: a `Worker`, a worker's global scope, a `MessagePort`. */
export interface WebEndpoint {
  postMessage(message: unknown, transfer: ArrayBuffer[]): void;
  addEventListener(type: string, listener: (event: Event) => void): void;
  removeEventListener(type: string, listener: (event: Event) => void): void;
  /** Of a `MessagePort`. */
  start?(): void;
}

export type MessageEndpoint = NodeEndpoint | WebEndpoint;

/** Who hears what comes through an endpoint. */
export interface EndpointListener {
  onMessage(data: unknown): void;
  /** The other side has ended. @param why - the end of a sentence. */
  onGone(why: string, cause?: unknown): void;
  /** Something failed there or on the way; the other side may be alive. */
  onFailed(why: string, cause?: unknown): void;
}

/** An endpoint that is listened to. */
export interface Port {
  /** Whether the end of the other side is told. */
  readonly tellsGone: boolean;
  /** @param transfer - what is moved, and not copied. @throws DataCloneError, and nothing was moved. */
  post(message: unknown, transfer?: ArrayBuffer[]): void;
  /** Lets a process or thread end that has nothing else to wait for. */
  unref(): void;
  /** Hears nothing more. The endpoint stays open. */
  detach(): void;
}

/** Listens to an endpoint of either platform. */
export function attach(endpoint: MessageEndpoint, listener: EndpointListener): Port {
  return "on" in endpoint ? attachNode(endpoint, listener) : attachWeb(endpoint, listener);
}

function attachNode(endpoint: NodeEndpoint, listener: EndpointListener): Port {
  const listeners: Readonly<Record<string, (value: unknown) => void>> = {
    message: (data) => listener.onMessage(data),
    messageerror: (error) => listener.onFailed("a message could not be read", error),
    error: (error) => listener.onGone("an error in it was not caught", error),
    exit: (code) => listener.onGone(`it ended with the exit code ${code}`),
    close: () => listener.onGone("the other end of its port was closed"),
  };
  for (const [event, hear] of Object.entries(listeners)) {
    endpoint.on(event, hear);
  }
  if (endpoint.threadId === -1) {
    queueMicrotask(() => listener.onGone("it had ended before"));
  }
  return {
    tellsGone: true,
    post: (message, transfer = []) => endpoint.postMessage(message, transfer),
    unref: () => endpoint.unref?.(),
    detach: () => {
      for (const [event, hear] of Object.entries(listeners)) {
        endpoint.off(event, hear);
      }
    },
  };
}

function attachWeb(endpoint: WebEndpoint, listener: EndpointListener): Port {
  const listeners: Readonly<Record<string, (event: Event) => void>> = {
    message: (event) => listener.onMessage((event as MessageEvent<unknown>).data),
    messageerror: (event) => listener.onFailed("a message could not be read", event),
    error: (event) => {
      const { message, error } = event as Partial<ErrorEvent>;
      listener.onFailed(message ?? "its script could not be loaded", error);
    },
    close: () => listener.onGone("the other end of its port was closed"),
  };
  for (const [type, hear] of Object.entries(listeners)) {
    endpoint.addEventListener(type, hear);
  }
  endpoint.start?.();
  return {
    tellsGone: false,
    post: (message, transfer = []) => endpoint.postMessage(message, transfer),
    unref: () => undefined,
    detach: () => {
      for (const [type, hear] of Object.entries(listeners)) {
        endpoint.removeEventListener(type, hear);
      }
    },
  };
}

/** What Node.js has without an import, which no browser's bundler would find. */
interface MaybeNode {
  readonly process?: {
    getBuiltinModule?(id: string): { readonly parentPort?: NodeEndpoint | null } | undefined;
  };
}

/** This worker's way to the thread that started it; `undefined` in what is no worker. */
export function ownEndpoint(): MessageEndpoint | undefined {
  const { process } = globalThis as MaybeNode;
  const threads = process?.getBuiltinModule?.("node:worker_threads");
  if (threads) {
    return threads.parentPort ?? undefined;
  }
  return "WorkerGlobalScope" in globalThis ? (globalThis as unknown as WebEndpoint) : undefined;
}
