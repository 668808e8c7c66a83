import { Name } from "@ndn/packet";
import { SvSync, SvSyncCore, SvsError } from "@svs/core";
import { SvSyncHealth } from "@svs/health";
import { SvSyncFollower, SvSyncShared } from "@svs/shared";
import { type MemoryNetwork, simulate } from "@svs/transport-memory";
import { SvSyncCoreWorker, SvSyncHealthWorker, SvSyncReaderWorker, SvSyncWorker } from "@svs/worker";
import { hostMember, type MemberOpener } from "@svs/worker/host";
import { expect, test } from "vitest";
import { GROUP, openGroup } from "./group.js";
import { VirtualEnd } from "./virtual-threads.js";

/** A test over a network in virtual time, run twice. */
function simulated(name: string, scenario: Parameters<typeof simulate>[2]): void {
  test(name, () => simulate(name, 1, scenario));
}

/** A script that opens a member, and the main thread's end to it. */
function script(
  network: MemoryNetwork,
  name: string,
  open: (ports: Ports) => MemberOpener<object>,
): VirtualEnd {
  const ports = network.member(name, { delay: 10 });
  const [end, workerEnd] = VirtualEnd.pair(ports.clock);
  hostMember(open(ports), workerEnd);
  return end;
}

type Ports = ReturnType<MemoryNetwork["member"]>;

const caught = (promise: Promise<unknown>): Promise<unknown> => promise.catch((error: unknown) => error);

simulated("each kind has its class, and shared members are members", async (network) => {
  const node = "/x";
  const shared = script(network, "a", (ports) => () => SvSyncShared.open({ ...ports, group: GROUP, node }));
  const follower = script(network, "b", (ports) => () => SvSyncFollower.open({ ...ports, group: GROUP }));
  const core = script(network, "c", (ports) => () => SvSyncCore.open({ ...ports, group: GROUP }));
  const member = await network.complete(SvSyncWorker.open(shared, {}));
  const reader = await network.complete(SvSyncReaderWorker.open(follower, {}));
  const pure = await network.complete(SvSyncCoreWorker.open(core, {}));
  await network.complete(member.publish("kept"));
  await network.settle();
  expect((await network.complete(reader.fetchData(node, 1))).text()).toBe("kept");
  expect(await network.complete(pure.getSeqNo(node))).toBe(1);
  await network.complete(Promise.all([member.close(), reader.close(), pure.close()]));
});

simulated("the hearts of others are heard through a worker", async (network) => {
  const health = { group: "/alive", beatInterval: 1000 };
  const end = script(network, "a", (ports) => () => SvSyncHealth.open({ ...ports, ...health, node: "/a" }));
  const here = await network.complete(SvSyncHealthWorker.open(end, {}));
  const ports = network.member("b", { delay: 10 });
  const there = await network.complete(SvSyncHealth.open({ ...ports, ...health, node: "/b" }));
  const told: string[] = [];
  here.addEventListener("renewed", ({ detail }) => {
    told.push(`${detail.uri} renewed, ${detail.node}`);
  });
  here.addEventListener("expired", ({ detail }) => {
    told.push(`${detail.uri} expired`);
  });
  await network.advance(5000);
  expect((await network.complete(here.alive)).map(String)).toEqual(["/8=b"]);
  await network.complete(there.close());
  await network.advance(10_000);
  expect(told).toEqual(["/b renewed, /8=b", "/b expired"]);
  expect(await network.complete(here.alive)).toEqual([]);
  expect(await network.complete(here.hearts)).toMatchObject([{ uri: "/b", alive: false }]);
  expect(await network.complete(here.heartOf("/b"))).toMatchObject({ alive: false });
  expect(await network.complete(here.heartOf("/c"))).toBeUndefined();
  expect(here.node.toString()).toBe("/8=a");
  await network.complete(here.close());
});

simulated("another kind of member is refused, by the class to use, and closed", async (network) => {
  let opened: SvSyncCore | undefined;
  const end = script(network, "a", (ports) => async () => {
    opened = await SvSyncFollower.open({ ...ports, group: GROUP });
    return opened;
  });
  const error = await network.complete(caught(SvSyncWorker.open(end, {})));
  expect(SvsError.is(error, "invalid-argument")).toBe(true);
  expect(String(error)).toContain("use SvSyncReaderWorker.open");
  await expect(opened?.syncNow()).rejects.toMatchObject({ code: "closed" });
  const none = script(network, "b", () => () => Promise.resolve({} as SvSync));
  expect(String(await network.complete(caught(SvSyncWorker.open(none, {}))))).toContain("is no member");
});

simulated("what opening throws is thrown here; the worker is used up then", async (network) => {
  const disposed: string[] = [];
  const end = script(network, "a", () => async (_options, { use }) => {
    use({ [Symbol.asyncDispose]: async () => void disposed.push("transport") });
    throw new SvsError("forwarder-unreachable", "Nobody is there.");
  });
  expect(await network.complete(caught(SvSyncWorker.open(end, {})))).toMatchObject({
    code: "forwarder-unreachable",
    message: "Nobody is there.",
  });
  expect(disposed).toEqual(["transport"]);
  const again = await network.complete(caught(SvSyncWorker.open(end, {})));
  expect(String(again)).toContain("was closed; start a new worker");
});

simulated("a worker has one member", async (network) => {
  const { alice, end } = await openGroup(network);
  const second = await network.complete(caught(SvSyncWorker.open(end, { node: "/mallory" })));
  expect(SvsError.is(second, "invalid-argument") && second.message).toContain("is open already");
  expect(await network.complete(alice.getSeqNo("/alice"))).toBe(0);
});

simulated("options cross, without their signal; opening is given up through it", async (network) => {
  const seen: unknown[] = [];
  let aborted: unknown;
  const end = script(network, "a", (ports) => (options, { signal }) => {
    seen.push(options);
    return new Promise((resolve) => {
      signal.addEventListener("abort", () => {
        aborted = signal.reason;
        resolve(SvSync.open({ ...ports, group: GROUP, node: "/a" })); // all the same
      });
    });
  });
  const { signal, abort } = withAbort();
  const options = {
    name: new Name("/a"),
    list: [1, { deep: null }],
    "@svs/worker": { "@svs/worker": "name" },
  };
  const opening = caught(SvSyncWorker.open(end, { ...options, signal }));
  await network.settle();
  abort("no time");
  expect(await opening).toMatchObject({ code: "aborted", cause: "no time" });
  await network.settle();
  expect(seen).toEqual([{ ...options, name: expect.any(Name) }]);
  expect(String((seen[0] as typeof options).name)).toBe("/8=a");
  expect(aborted).toBe("no time");
  const left = network.log.length;
  await network.advance(120_000);
  expect(left).toBeGreaterThan(0); // the member was opened all the same
  expect(network.log.length).toBe(left); // and closed
});

simulated("closing closes the member, then what it stood on, the last first", async (network) => {
  const order: string[] = [];
  const end = script(network, "a", (ports) => async (_options, { use }) => {
    for (const name of ["store", "transport"]) {
      use({
        [Symbol.asyncDispose]: async () => {
          await expect(member.syncNow()).rejects.toMatchObject({ code: "closed" });
          order.push(name);
        },
      });
    }
    const member = await SvSync.open({ ...ports, group: GROUP, node: "/a" });
    return member;
  });
  const svs = await network.complete(SvSyncWorker.open(end, {}));
  const waiting = caught(svs.whenSynced({ quietFor: 1e6 }));
  await network.complete(Promise.all([svs.close(), svs.close(), svs[Symbol.asyncDispose]()]));
  expect(order).toEqual(["transport", "store"]);
  expect(await waiting).toMatchObject({ code: "closed" });
  await expect(svs.publish("late")).rejects.toMatchObject({ code: "closed" });
  await expect(svs.status).rejects.toMatchObject({ code: "closed" });
});

simulated("the signal of open closes the member later", async (network) => {
  const ports = network.member("a", { delay: 10 });
  const [end, workerEnd] = VirtualEnd.pair(ports.clock);
  let hosted: SvSync | undefined;
  hostMember(async () => {
    hosted = await SvSync.open({ ...ports, group: GROUP, node: "/a" });
    return hosted;
  }, workerEnd);
  const { signal, abort } = withAbort();
  const svs = await network.complete(SvSyncWorker.open(end, { signal }));
  abort("enough");
  await network.settle();
  await expect(svs.syncNow()).rejects.toMatchObject({ code: "closed" });
  await expect(hosted?.syncNow()).rejects.toMatchObject({ code: "closed" });
});

simulated("when the worker is gone, calls reject, a reading throws, and an event tells", async (network) => {
  const { alice, hosted, end } = await openGroup(network);
  const errors: SvsError[] = [];
  alice.addEventListener("error", ({ detail }) => {
    errors.push(detail);
  });
  const reading = alice.publications();
  const pending = [caught(alice.whenSynced()), caught(reading.next())];
  end.cut();
  for (const error of await Promise.all(pending)) {
    expect(error).toMatchObject({ name: "SvsError", code: "worker-failed" });
  }
  expect(errors.map(({ code }) => code)).toEqual(["worker-failed"]);
  await expect(reading.next()).rejects.toMatchObject({ code: "worker-failed" });
  await expect(alice.publish("x")).rejects.toMatchObject({ code: "worker-failed" });
  expect(() => alice.publications()).toThrow("The worker is gone");
  await alice.close();
  await network.complete(hosted.close());
});

simulated("a worker that goes while its member is being closed leaves it closed", async (network) => {
  const { alice, end } = await openGroup(network);
  const closing = alice.close();
  end.cut();
  await closing;
  await expect(alice.publish("x")).rejects.toMatchObject({ code: "closed" });
});

simulated("when the main thread is gone, the member closes", async (network) => {
  const { hosted, end } = await openGroup(network);
  const other = end.opposite!;
  other.cut();
  await network.settle();
  await expect(hosted.syncNow()).rejects.toMatchObject({ code: "closed" });
});

simulated("versions that differ are told", async (network) => {
  const [end, workerEnd] = VirtualEnd.pair(network.member("a", { delay: 10 }).clock);
  workerEnd.addEventListener("message", () => {
    workerEnd.postMessage({ svs: 2, message: { type: "ready" } });
  });
  const error = await network.complete(caught(SvSyncWorker.open(end, {})));
  expect(SvsError.is(error, "worker-failed") && error.message).toContain("speaks version 2");
});

simulated("messages of others on the same way are none of ours", async (network) => {
  const { alice, end } = await openGroup(network);
  const errors: unknown[] = [];
  alice.addEventListener("error", ({ detail }) => {
    errors.push(detail);
  });
  for (const message of ["text", null, { type: "close", id: 1 }, { svs: "no number" }]) {
    end.postMessage(message);
    end.opposite?.postMessage(message);
  }
  await network.settle();
  expect(errors).toEqual([]);
  expect(await network.complete(alice.getSeqNo("/alice"))).toBe(0);
  end.postMessage({ svs: 1, message: { type: "sing" } });
  end.opposite?.postMessage({ svs: 1, message: { type: "sing" } });
  await network.settle();
  expect(errors).toMatchObject([{ code: "worker-failed" }, { code: "worker-failed" }]);
});

test("outside of a worker there is nobody to host a member for", () => {
  expect(() => hostMember(() => Promise.reject(new Error("never")))).toThrow("is for the script of a worker");
});

function withAbort(): { signal: AbortSignal; abort: (reason: unknown) => void } {
  const controller = new AbortController();
  return { signal: controller.signal, abort: (reason) => controller.abort(reason) };
}
