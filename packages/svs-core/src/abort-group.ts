import { abortedError } from "./abortable.js";

/**
 * Tasks that are aborted together. Each has a signal of its own: one signal with a listener for
 * each of many tasks would be reported as a leak, and signals made by `AbortSignal.any` stay
 * with a long-lived source.
 */
export class AbortGroup {
  private readonly controllers = new Set<AbortController>();
  /** Of tasks that have ended: a new one costs more than a small task. */
  private readonly spare: AbortController[] = [];
  private ended: { readonly reason: unknown } | undefined;

  get aborted(): boolean {
    return this.ended !== undefined;
  }

  /**
   * Begins a task whose signal aborts with the group. Another task may have had it before: who listens to it
   * goes on doing so until the task ends, and no longer.
   * @returns what is to be handed to {@link end}.
   * @throws SvsError `aborted` if the group has.
   */
  begin(): AbortController {
    if (this.ended) {
      throw abortedError(AbortSignal.abort(this.ended.reason));
    }
    const controller = this.spare.pop() ?? new AbortController();
    this.controllers.add(controller);
    return controller;
  }

  /** A task of {@link begin} has ended. */
  end(controller: AbortController): void {
    if (this.controllers.delete(controller) && !this.ended) {
      this.spare.push(controller);
    }
  }

  /**
   * Runs a task with a signal of its own that aborts with the group, or with `outer`.
   * @throws SvsError `aborted` if one of them has aborted already; else what the task throws.
   */
  async run<T>(task: (signal: AbortSignal) => Promise<T>, outer?: AbortSignal): Promise<T> {
    const controller = new AbortController();
    if (this.ended || outer?.aborted) {
      controller.abort(this.ended ? this.ended.reason : outer?.reason);
      throw abortedError(controller.signal);
    }
    const onOuter = (): void => controller.abort(outer?.reason);
    outer?.addEventListener("abort", onOuter, { once: true });
    this.controllers.add(controller);
    try {
      return await task(controller.signal);
    } finally {
      this.controllers.delete(controller);
      outer?.removeEventListener("abort", onOuter);
    }
  }

  /** Aborts what runs, and what comes later. Idempotent. */
  abort(reason?: unknown): void {
    this.ended ??= { reason };
    for (const controller of this.controllers) {
      controller.abort(reason);
    }
  }
}
