import { Publication, SvSyncBase, SvSyncCore, SvSyncReader, SvsError } from "@svs/core";
import type { SvSyncHealth } from "@svs/health";
import { throwIfAborted } from "./aborted.js";
import { attach, type MessageEndpoint, type Port } from "./endpoint.js";
import type { HostedMember, MemberOpener } from "./host-member.js";
import { holdLifeline } from "./lifeline.js";
import { type MemberKind, memberKinds } from "./member-kinds.js";
import { type HostState, type Marked, marked, PROTOCOL, type ToMain, type ToWorker } from "./protocol.js";
import { reasonFromWire, reasonToWire } from "./wire-errors.js";
import { fromWire, Outgoing } from "./wire-values.js";

type Opening = Extract<ToWorker, { type: "open" }>;

/** The member's side: opens it, and carries out for the main thread what its kind allows. */
export class MemberHost {
  private readonly port: Port;
  private state: HostState = "waiting";
  /** Set while it may be called. */
  private member: HostedMember | undefined;
  private kind: MemberKind = "SvSyncCore";
  private readonly resources: AsyncDisposable[] = [];
  /** Gives up opening. */
  private opening: AbortController | undefined;
  private opened: Promise<HostedMember> | undefined;
  /** Calls that go on. */
  private readonly running = new Map<number, AbortController>();
  private readonly readings = new Map<number, AsyncIterator<Publication>>();
  private readonly heard = new Set<string>();
  private ending: Promise<void> | undefined;

  constructor(
    private readonly opener: MemberOpener<object>,
    endpoint: MessageEndpoint,
  ) {
    this.port = attach(endpoint, {
      onMessage: (data) => this.receive(data),
      onGone: () => void this.end().catch(() => undefined), // nobody is there to be told
      onFailed: (why, cause) => this.tell(new SvsError("worker-failed", `In the worker, ${why}.`, { cause })),
    });
  }

  start(): void {
    this.sayReady();
  }

  private sayReady(): void {
    this.post({ type: "ready", state: this.state });
  }

  private receive(data: unknown): void {
    const mark = marked<ToWorker>(data);
    if (mark?.svs === PROTOCOL) {
      this.obey(mark.message);
    } else if (mark) {
      this.sayReady(); // with our version, by which the other side sees what is wrong
    }
  }

  private obey(message: ToWorker): void {
    switch (message.type) {
      case "hello":
        this.sayReady();
        return;
      case "open":
        void this.answer(message.id, (controller) => this.open(message, controller));
        return;
      case "call":
        void this.answer(message.id, ({ signal }) => this.call(message.method, message.args, signal));
        return;
      case "read":
        this.read(message.id);
        return;
      case "next":
        void this.answer(message.id, () => this.next(message.reading));
        return;
      case "end":
        void this.readings.get(message.reading)?.return?.();
        this.readings.delete(message.reading);
        return;
      case "abort":
        this.running.get(message.id)?.abort(reasonFromWire(message.reason));
        return;
      case "listen":
        this.heard.add(message.event);
        return;
      case "close":
        void this.answer(message.id, () => this.end());
        return;
      default:
        message satisfies never;
        this.tell(new SvsError("worker-failed", "The worker does not know a message that it was sent."));
    }
  }

  /** Carries out what is asked, and tells what came of it. */
  private async answer(id: number, task: (controller: AbortController) => Promise<unknown>): Promise<void> {
    const controller = new AbortController();
    this.running.set(id, controller);
    try {
      this.reply(id, await task(controller));
    } catch (error) {
      this.post({ type: "failed", id, error: reasonToWire(error) });
    } finally {
      this.running.delete(id);
    }
  }

  /** Contents are moved: the member has no use for them any more. */
  private reply(id: number, result: unknown): void {
    const outgoing = new Outgoing(contentOf(result));
    this.post({ type: "result", id, value: outgoing.value(result) }, outgoing.transfer);
  }

  private async open({ kind, options, lifeline }: Opening, opening: AbortController): Promise<unknown> {
    if (this.state !== "waiting") {
      throw new SvsError("invalid-argument", "The worker has its member already; start a worker for each.");
    }
    this.state = "taken";
    this.kind = kind;
    this.opening = opening;
    const { signal } = opening;
    if (lifeline !== undefined && (await holdLifeline(lifeline))) {
      this.post({ type: "holding" });
    }
    try {
      throwIfAborted(signal);
      this.opened = this.opener(fromWire(options) as object, {
        signal,
        use: (resource) => {
          this.resources.push(resource);
          return resource;
        },
      });
      const member = await this.opened;
      throwIfAborted(signal);
      requireKind(member, kind);
      this.member = member;
      this.forwardEvents(member);
      return Object.fromEntries(memberKinds[kind].facts.map((fact) => [fact, Reflect.get(member, fact)]));
    } catch (error) {
      await this.end().catch(() => undefined); // what went wrong first is told
      throw error;
    }
  }

  private async call(method: string, args: readonly unknown[], signal: AbortSignal): Promise<unknown> {
    const { member } = this;
    if (!member || !memberKinds[this.kind].calls.includes(method)) {
      throw new SvsError("invalid-argument", `${method} is nothing that the worker can be asked for.`);
    }
    const called: unknown = Reflect.get(member, method);
    return typeof called === "function"
      ? Reflect.apply(
          called,
          member,
          args.map((arg) => fromWire(arg, signal)),
        )
      : called;
  }

  private read(id: number): void {
    try {
      if (!(this.member instanceof SvSyncReader)) {
        throw new SvsError("invalid-argument", "The worker's member reads no publications.");
      }
      this.readings.set(id, this.member.publications());
    } catch (error) {
      this.readings.set(id, { next: () => Promise.reject(error) });
    }
  }

  private async next(id: number): Promise<IteratorResult<Publication, undefined>> {
    return (await this.readings.get(id)?.next()) ?? { done: true, value: undefined };
  }

  private forwardEvents(member: HostedMember): void {
    for (const [event, crossing] of Object.entries(memberKinds[this.kind].events)) {
      (member as EventTarget).addEventListener(event, ({ detail }: CustomEventInit) => {
        if (crossing === "always" || this.heard.has(event)) {
          this.tellOf(event, detail);
        }
      });
    }
  }

  private tell(error: SvsError): void {
    this.tellOf("error", error);
  }

  private tellOf(event: string, detail: unknown): void {
    const outgoing = new Outgoing();
    try {
      this.post({ type: "event", event, detail: outgoing.value(detail) }, outgoing.transfer);
    } catch (cause) {
      this.tell(
        new SvsError("worker-failed", `An event "${event}" of the worker could not cross.`, { cause }),
      );
    }
  }

  /** Closes the member, or gives up opening it, then what it stood on. Idempotent. */
  private end(): Promise<void> {
    this.ending ??= this.finish();
    return this.ending;
  }

  private async finish(): Promise<void> {
    this.state = "ended";
    if (!this.member) {
      this.opening?.abort();
    }
    try {
      const member = await this.opened?.catch(() => undefined);
      await member?.close?.(); // a script may have returned anything
      for (const resource of this.resources.toReversed()) {
        await resource[Symbol.asyncDispose]();
      }
    } finally {
      this.port.unref();
    }
  }

  private post(message: ToMain, transfer?: ArrayBuffer[]): void {
    const mark: Marked<ToMain> = { svs: PROTOCOL, message };
    this.port.post(mark, transfer);
  }
}

/** The octets of a publication that is handed over. */
function contentOf(result: unknown): Uint8Array | undefined {
  const handed = typeof result === "object" && result !== null && "value" in result ? result.value : result;
  return handed instanceof Publication ? handed.content : undefined;
}

/** @throws SvsError `invalid-argument` if the member is not of the kind that is asked for. */
function requireKind(member: HostedMember, kind: MemberKind): void {
  const kinds = kindsOf(member);
  if (!kinds.includes(kind)) {
    const [own] = kinds;
    throw new SvsError(
      "invalid-argument",
      own
        ? `The worker opened a ${own}; use ${memberKinds[own].remote}.open.`
        : "What the worker's script returned is no member.",
    );
  }
}

/** The closest kind first. */
function kindsOf(member: HostedMember): readonly MemberKind[] {
  if (member instanceof SvSyncCore) {
    return [
      ...(member instanceof SvSyncBase ? (["SvSyncBase"] as const) : []),
      ...(member instanceof SvSyncReader ? (["SvSyncReader"] as const) : []),
      "SvSyncCore",
    ];
  }
  const health: Partial<SvSyncHealth> = member;
  return health.core instanceof SvSyncCore && health.heartOf ? ["SvSyncHealth"] : [];
}
