import { type Publication, SvsError } from "@svs/core";
import { simulate } from "@svs/transport-memory";
import { expect, test } from "vitest";
import { openGroup } from "./group.js";

/** A test over a network in virtual time, run twice. */
function simulated(name: string, scenario: Parameters<typeof simulate>[2]): void {
  test(name, () => simulate(name, 1, scenario));
}

const octets = (length: number): Uint8Array<ArrayBuffer> => Uint8Array.from({ length }, (_, i) => i);

simulated("a content is copied, and the caller's stays as it is", async (network) => {
  const { alice } = await openGroup(network);
  const whole = octets(100);
  const view = whole.subarray(10, 20);
  const published = await network.complete(Promise.all([alice.publish(whole), alice.publish(view)]));
  expect([whole.byteLength, view.byteLength, whole[99]]).toEqual([100, 10, 99]);
  expect(published.map(({ content }) => content)).toEqual([octets(100), octets(20).subarray(10)]);
});

simulated("a view does not take the rest of its buffer along", async (network) => {
  const { alice, end } = await openGroup(network);
  const sizes: number[] = [];
  end.opposite?.addEventListener("message", (event) => {
    const { message } = (event as MessageEvent<{ message: { args: [Uint8Array] } }>).data;
    sizes.push(message.args[0].buffer.byteLength);
  });
  await network.complete(alice.publish(new Uint8Array(1_000_000).subarray(5, 10)));
  expect(sizes).toEqual([5]);
});

simulated("with transfer a content is moved there and back", async (network) => {
  const { alice, bob } = await openGroup(network);
  const content = octets(30_000);
  const { buffer } = content;
  const publishing = alice.publish(content, { transfer: true });
  expect([buffer.byteLength, content.byteLength]).toEqual([0, 0]); // from the call on
  const { content: back } = await network.complete(publishing);
  expect(back).toEqual(octets(30_000));
  expect(back.buffer).not.toBe(buffer);
  const heard = await network.complete(bob.publications().next());
  expect(heard.value?.content).toEqual(octets(30_000));
  const empty = await network.complete(alice.publish(new Uint8Array(0), { transfer: true }));
  expect(empty.content).toEqual(new Uint8Array(0));
});

simulated("what cannot be moved is refused, and stays as it is", async (network) => {
  const { alice } = await openGroup(network);
  const whole = octets(100);
  const shared = new Uint8Array(new SharedArrayBuffer(10));
  for (const refused of [whole.subarray(1), shared]) {
    await expect(alice.publish(refused, { transfer: true })).rejects.toMatchObject({
      name: "SvsError",
      code: "invalid-argument",
    });
  }
  expect(whole.byteLength).toBe(100);
  const { content } = await network.complete(alice.publish(shared));
  expect(content.buffer).toBeInstanceOf(ArrayBuffer);
});

simulated("contents that come are moved: the worker has none of them left", async (network) => {
  const { alice, hosted, bob } = await openGroup(network);
  const heldThere: Publication[] = [];
  const publicationsThere = hosted.publications.bind(hosted);
  hosted.publications = (options) => {
    const reading = publicationsThere(options);
    const next = reading.next.bind(reading);
    reading.next = async () => {
      const result = await next();
      if (result.value) {
        heldThere.push(result.value);
      }
      return result;
    };
    return reading;
  };
  const reading = alice.publications();
  await network.complete(bob.publish(octets(30_000)));
  const large = await network.complete(reading.next());
  expect(large.value?.content).toEqual(octets(30_000));
  expect(heldThere[0]?.content.byteLength).toBe(0);
  // One that came in a packet: that stays in the store, and in it the content.
  await network.complete(bob.publish("small"));
  const small = await network.complete(reading.next());
  expect(small.value?.content.buffer.byteLength).toBe(5);
  expect(heldThere[1]?.text()).toBe("small");
  expect((await network.complete(alice.fetchData("/bob", 2))).text()).toBe("small");
});

simulated("errors cross with code, message, cause and stack", async (network) => {
  const { alice, hosted } = await openGroup(network);
  const unknown = await network.complete(alice.fetchData("/nobody", 1).catch((error: unknown) => error));
  expect(SvsError.is(unknown, "invalid-argument")).toBe(true);
  expect((unknown as SvsError).message).toContain("Nothing is known of /8=nobody yet");
  expect((unknown as SvsError).stack).toContain("sv-sync-reader");

  const thrown = new SvsError("store-failed", "The disk is full.", {
    cause: Object.assign(
      new RangeError("ENOSPC: no space", { cause: new AggregateError([new Error("1"), 2]) }),
      {
        code: "ENOSPC",
        handle: () => undefined,
      },
    ),
  });
  hosted.publish = () => Promise.reject(thrown);
  const failed = await network.complete(alice.publish("x").catch((error: unknown) => error));
  expect(failed).toBeInstanceOf(SvsError);
  const { cause } = failed as { cause: Error & { code: string } };
  expect(cause).toBeInstanceOf(Error);
  expect([cause.name, cause.message, cause.code]).toEqual(["RangeError", "ENOSPC: no space", "ENOSPC"]);
  expect(cause.stack).toBe((thrown.cause as Error).stack);
  const { errors } = cause.cause as AggregateError;
  expect(cause.cause).toBeInstanceOf(AggregateError);
  expect(errors).toEqual([new Error("1"), 2]);

  hosted.publish = () => Promise.reject({ no: "error" });
  expect(await network.complete(alice.publish("x").catch((error: unknown) => error))).toBe("[object Object]");
  const endless = new Error("endless");
  endless.cause = endless;
  hosted.publish = () => Promise.reject(endless);
  await expect(network.complete(alice.publish("x"))).rejects.toThrow("endless");
});

simulated("an abort reaches what goes on in the worker", async (network) => {
  const { alice, hosted } = await openGroup(network);
  const reasons: unknown[] = [];
  hosted.fetchData = (_node, _seqNo, { signal } = {}) =>
    new Promise((_resolve, reject) => {
      signal?.addEventListener("abort", () => {
        reasons.push(signal.reason);
        reject(signal.reason);
      });
    });
  const aborting = new AbortController();
  const fetching = alice.fetchData("/bob", 1, { signal: aborting.signal, bootstrapTime: 1 });
  await network.settle();
  const reason = new RangeError("enough");
  aborting.abort(reason);
  const error: unknown = await fetching.catch((thrown: unknown) => thrown);
  expect(SvsError.is(error, "aborted") && error.cause).toBe(reason);
  await network.settle();
  expect(reasons).toEqual([expect.objectContaining({ name: "RangeError", message: "enough" })]);
  await expect(alice.whenSynced({ signal: aborting.signal })).rejects.toMatchObject({ code: "aborted" });
});

simulated("what cannot cross, and what may not be asked for, is refused", async (network) => {
  const { alice, end } = await openGroup(network);
  const options = { quietFor: (() => 5) as unknown as number };
  await expect(alice.whenSynced(options)).rejects.toMatchObject({ code: "invalid-argument" });
  const forbidden = end.posted.at(-1) as { svs: number };
  expect(forbidden.svs).toBe(1);
  const asked: unknown[] = [];
  end.addEventListener("message", (event) => asked.push((event as MessageEvent).data));
  end.postMessage({ svs: 1, message: { type: "call", id: 1e6, method: "constructor", args: [] } });
  end.postMessage({ svs: 1, message: { type: "call", id: 1e6 + 1, method: "driver", args: [] } });
  await network.settle();
  expect(JSON.stringify(asked)).toContain("constructor is nothing that the worker can be asked for.");
  expect(JSON.stringify(asked)).toContain("driver is nothing that the worker can be asked for.");
});
