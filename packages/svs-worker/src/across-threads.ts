/**
 * What is left of a member's class on the other side of a thread's boundary: the same methods and properties, and
 * what is answered at once there is a promise here.
 *
 * @template Facts - properties that never change, and so are there at once.
 * @template Left - what stays in the worker.
 */
export type AcrossThreads<M, Facts extends keyof M, Left extends keyof M = never> = {
  [K in Exclude<keyof M, Left | keyof EventTarget | "dispatchTypedEvent">]: K extends Facts
    ? M[K]
    : Answered<M[K]>;
};

/** Iterables of promises are what they are already. */
type Answered<T> = T extends (...args: infer Args) => infer Result
  ? (
      ...args: Args
    ) => [Result] extends [AsyncIterableIterator<infer Item>]
      ? AsyncIterableIterator<Item>
      : Promise<Awaited<Result>>
  : Promise<T>;
