import { Data, Interest, Name } from "@ndn/packet";
import { Encoder } from "@ndn/tlv";
import { SvsError } from "@svs/core";
import { describe, expect, test, vi } from "vitest";
import { type MemberPorts, MemoryNetwork, type MemoryNetworkOptions } from "../src/index.js";
import { data, interest, notice, textOf } from "./packets.js";

function pair(options?: MemoryNetworkOptions): {
  network: MemoryNetwork;
  alice: MemberPorts;
  bob: MemberPorts;
} {
  const network = new MemoryNetwork(options);
  return { network, ...network.star(["alice", "bob"], { delay: 10 }) };
}

/** What a promise rejects with; fails if it does not. */
function errorOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => new Error("It did not reject."),
    (error: unknown) => error,
  );
}

describe("send", () => {
  test("sends one packet, and leaves nothing pending", async () => {
    const { network, alice, bob } = pair();
    let heard = 0;
    await bob.transport.serve(new Name("/b"), () => {
      heard++;
      return data("/b/1");
    });
    expect(alice.transport.send(interest("/b/1"))).toBe("sent");
    await network.settle();
    expect(heard).toBe(1);
    expect([...network.log].at(-1)).toMatch(/hub > alice data \/b\/1 \d+ unsolicited$/);
  });

  test("drops what comes while the transport is down, for good", async () => {
    const { network, alice, bob } = pair();
    let heard = 0;
    await bob.transport.serve(new Name("/b"), () => {
      heard++;
      return undefined;
    });
    network.disconnect("alice");
    expect(alice.transport.send(interest("/b/1"))).toBe("dropped");
    network.reconnect("alice");
    await network.settle();
    expect(heard).toBe(0);
  });

  test("carries the parameters and the name octet for octet, and a Nonce from the seed", async () => {
    const nonces = async (seed: number): Promise<number[]> => {
      const { network, alice, bob } = pair({ seed });
      const received: Interest[] = [];
      await bob.transport.serve(new Name("/b"), (packet) => void received.push(packet));
      const packet = notice("/b", 7, 2000);
      alice.transport.send(packet);
      alice.transport.send(packet);
      await network.settle();
      expect(packet.nonce).toBeUndefined();
      expect(received.map(({ name }) => name.valueHex)).toEqual([packet.name.valueHex, packet.name.valueHex]);
      expect(received[0]?.appParameters).toEqual(packet.appParameters);
      return received.map(({ nonce }) => nonce!);
    };
    const [first, second] = await nonces(1);
    expect(first).not.toBe(second);
    expect(await nonces(1)).toEqual([first, second]);
    expect(await nonces(2)).not.toEqual([first, second]);
  });

  test("refuses what is larger than a packet may be, and takes what is just as large", async () => {
    const { network, alice, bob } = pair({ packetSizeMax: 1000 });
    expect(alice.transport.packetSizeMax).toBe(1000);
    await bob.transport.serve(new Name("/b"), () => undefined);
    const octets = (size: number): number => {
      const packet = notice("/b", 1, size);
      packet.nonce = 1;
      return Encoder.encode(packet).length;
    };
    const size = 1000 - (octets(500) - 500);
    expect(octets(size)).toBe(1000);
    expect(alice.transport.send(notice("/b", 1, size))).toBe("sent");
    expect(() => alice.transport.send(notice("/b", 1, size + 1))).toThrow(
      expect.objectContaining({ code: "packet-too-large" }),
    );
    expect(await errorOf(alice.transport.express(notice("/b", 1, size + 1)))).toMatchObject({
      code: "packet-too-large",
    });
    await network.settle();
    expect(network.log.length).toBe(2);
    expect(new MemoryNetwork().attach("a").packetSizeMax).toBe(8800);
  });

  test("refuses an Interest that cannot be encoded", () => {
    const { alice } = pair();
    expect(() => alice.transport.send(new Interest())).toThrow(
      expect.objectContaining({ code: "invalid-argument" }),
    );
  });
});

describe("express", () => {
  test("gives the Data octet for octet", async () => {
    const { network, alice, bob } = pair();
    const sent = Encoder.encode(data("/b/1", "content", 500));
    await bob.transport.serve(new Name("/b"), () => sent);
    const received = await network.complete(alice.transport.express(interest("/b/1")));
    expect(Encoder.encode(received)).toEqual(sent);
    expect(textOf(received)).toBe("content");
  });

  test("times out after one InterestLifetime, without sending again", async () => {
    const { network, alice } = pair();
    const error = errorOf(alice.transport.express(interest("/b/1", 700)));
    await network.advance(699);
    expect(network.log.length).toBe(1);
    const early = await Promise.race([error, Promise.resolve("pending")]);
    expect(early).toBe("pending");
    await network.advance(1);
    expect(await error).toMatchObject({ code: "timeout", message: "No Data came for /b/1 within 700 ms." });
    expect(network.log.length).toBe(1);
  });

  test("gives the same Data to all who wait in one transport, each for its own time", async () => {
    const { network, alice, bob } = pair();
    await bob.transport.serve(new Name("/b"), async () => {
      await new Promise<void>((resolve) => bob.clock.schedule(300, resolve));
      return data("/b/1", "x");
    });
    const short = errorOf(alice.transport.express(interest("/b/1", 100)));
    const long = [1, 2].map(() => alice.transport.express(interest("/b/1", 1000)));
    await network.settle();
    expect(await short).toMatchObject({ code: "timeout" });
    expect((await Promise.all(long)).map(textOf)).toEqual(["x", "x"]);
  });

  test("is given up by its signal, before and during", async () => {
    const { network, alice } = pair();
    const controller = new AbortController();
    const during = errorOf(alice.transport.express(interest("/b/1"), { signal: controller.signal }));
    await network.advance(5);
    controller.abort(new Error("not wanted"));
    expect(await during).toMatchObject({ code: "aborted", cause: new Error("not wanted") });
    const before = errorOf(alice.transport.express(interest("/b/1"), { signal: controller.signal }));
    expect(await before).toMatchObject({ code: "aborted" });
    await network.settle();
    expect(network.log.length).toBe(1);
    expect(network.now).toBe(10);
  });

  test("fails while the transport is down, and when the connection is lost meanwhile", async () => {
    const { network, alice, bob } = pair();
    await bob.transport.serve(new Name("/b"), () => data("/b/1"));
    const meanwhile = errorOf(alice.transport.express(interest("/b/1")));
    await network.advance(35);
    network.disconnect("alice");
    expect(await meanwhile).toMatchObject({ code: "not-connected" });
    expect(await errorOf(alice.transport.express(interest("/b/1")))).toMatchObject({ code: "not-connected" });
    network.reconnect("alice");
    const again = alice.transport.express(interest("/b/2")).catch(() => "timeout");
    await network.settle();
    expect(await again).toBe("timeout");
    expect([...network.log]).toContain("40.000 hub > alice data /b/1 17 down");
  });

  test("many at once find their own Data", async () => {
    const { network, alice, bob } = pair();
    await bob.transport.serve(new Name("/b"), ({ name }) => data(name, name.get(-1)!.text));
    const names = Array.from({ length: 300 }, (_, i) => `${i}`);
    const answers = Promise.all(names.map((n) => alice.transport.express(interest(`/b/${n}`))));
    expect((await network.complete(answers)).map(textOf)).toEqual(names);
  });
});

describe("serve", () => {
  test("asks the handler of the longest prefix", async () => {
    const { network, alice, bob } = pair();
    for (const prefix of ["/b", "/b/x/y", "/b/x"]) {
      await bob.transport.serve(new Name(prefix), ({ name }) => data(name, prefix));
    }
    const asked = ["/b/1", "/b/x/1", "/b/x/y", "/b/x/y/1"];
    const answers = Promise.all(asked.map((name) => alice.transport.express(interest(name))));
    expect((await network.complete(answers)).map(textOf)).toEqual(["/b", "/b/x", "/b/x/y", "/b/x/y"]);
  });

  test("takes Data, octets, and promises of either; undefined is silence", async () => {
    const { network, alice, bob } = pair();
    const answers: Record<string, () => Data | Uint8Array | undefined | Promise<Data | undefined>> = {
      data: () => data("/b/data"),
      octets: () => Encoder.encode(data("/b/octets")),
      promise: async () => data("/b/promise"),
      later: async () => {
        await new Promise<void>((resolve) => bob.clock.schedule(50, resolve));
        return data("/b/later");
      },
      nothing: () => undefined,
      "nothing later": async () => undefined,
    };
    await bob.transport.serve(new Name("/b"), ({ name }) => answers[name.get(-1)!.text]!());
    const outcome = (name: string): Promise<string> =>
      alice.transport.express(interest(new Name("/b").append(name))).then(
        () => "data",
        (error: SvsError) => error.code,
      );
    const outcomes = Promise.all(Object.keys(answers).map(outcome));
    expect(await network.complete(outcomes)).toEqual(["data", "data", "data", "data", "timeout", "timeout"]);
    expect(bob.transport.counters.handlerErrors).toBe(0);
  });

  test("counts handlers that fail, and goes on asking", async () => {
    const errors: string[] = [];
    const { network, alice, bob } = pair({
      onHandlerError: (error, member) => errors.push(`${member}: ${String(error)}`),
    });
    const bad: Record<string, () => unknown> = {
      throws: () => {
        throw new Error("thrown");
      },
      rejects: () => Promise.reject(new Error("rejected")),
      text: () => "text",
      null: () => null,
      "no packet": () => Uint8Array.of(1, 2, 3),
      "an Interest": () => Encoder.encode(interest("/b/an")),
      "no Data": () =>
        Object.assign(new Data("/b/x"), {
          encodeTo: () => {
            throw new Error("unencodable");
          },
        }),
      good: () => data("/b/good"),
    };
    await bob.transport.serve(new Name("/b"), ({ name }) => bad[name.get(-1)!.text]!() as Data);
    const answers = Promise.all(
      Object.keys(bad).map((name) => errorOf(alice.transport.express(interest(new Name("/b").append(name))))),
    );
    const codes = (await network.complete(answers)).map((error) => SvsError.is(error, "timeout"));
    expect(codes).toEqual([true, true, true, true, true, true, true, false]);
    expect(bob.transport.counters.handlerErrors).toBe(7);
    expect(errors.length).toBe(7);
    expect(errors).toContain("bob: Error: thrown");
    expect(errors).toContain("bob: Error: rejected");
  });

  test("counts a hear that throws as a handler", async () => {
    const errors: string[] = [];
    const { network, alice, bob } = pair({
      onHandlerError: (error, member) => errors.push(`${member}: ${String(error)}`),
    });
    const hear = (): boolean => {
      throw new Error("thrown");
    };
    await bob.transport.serve(new Name("/b"), ({ name }) => data(name, "answer"), { hear });
    const error = await network.complete(errorOf(alice.transport.express(interest("/b/1"))));
    expect(error).toMatchObject({ code: "timeout" });
    expect(bob.transport.counters.handlerErrors).toBe(1);
    expect(errors).toEqual(["bob: Error: thrown"]);
  });

  test("counts answers that are too large, and does not send them", async () => {
    const { network, alice, bob } = pair({ packetSizeMax: 500 });
    await bob.transport.serve(new Name("/b"), ({ name }) => data(name, "x".repeat(600)));
    const error = await network.complete(errorOf(alice.transport.express(interest("/b/1"))));
    expect(error).toMatchObject({ code: "timeout" });
    expect(bob.transport.counters).toEqual({ handlerErrors: 0, oversizedAnswers: 1 });
  });

  test("refuses a prefix served already, and takes it again once that was withdrawn", async () => {
    const { network, alice, bob } = pair();
    const first = await bob.transport.serve(new Name("/b"), ({ name }) => data(name, "first"));
    expect(await errorOf(bob.transport.serve(new Name("/b"), () => undefined))).toMatchObject({
      code: "invalid-argument",
    });
    expect(first.prefix.toString()).toBe("/8=b");
    await first[Symbol.asyncDispose]();
    await first[Symbol.asyncDispose]();
    const unserved = errorOf(alice.transport.express(interest("/b/1", 100)));
    expect(await network.complete(unserved)).toMatchObject({ code: "timeout" });
    expect([...network.log].at(-1)).toMatch(/alice > hub interest .* no-route$/);
    await bob.transport.serve(new Name("/b"), ({ name }) => data(name, "second"));
    expect(textOf(await network.complete(alice.transport.express(interest("/b/2"))))).toBe("second");
  });

  test("is ended by its signal, before, while it waits, and after", async () => {
    const { network, alice, bob } = pair();
    const controller = new AbortController();
    const { signal } = controller;
    const handler = (): Data => data("/b/1");
    await bob.transport.serve(new Name("/b"), handler, { signal });
    network.disconnect("bob");
    const waiting = errorOf(bob.transport.serve(new Name("/c"), handler, { signal }));
    controller.abort();
    expect(await waiting).toMatchObject({ code: "aborted" });
    expect(await errorOf(bob.transport.serve(new Name("/d"), handler, { signal }))).toMatchObject({
      code: "aborted",
    });
    network.reconnect("bob");
    const answers = ["/b/1", "/c/1", "/d/1"].map((name) => errorOf(alice.transport.express(interest(name))));
    expect(await network.complete(Promise.all(answers))).toMatchObject([
      { code: "timeout" },
      { code: "timeout" },
      { code: "timeout" },
    ]);
    expect(network.log.fates["no-route"]).toBe(3);
  });

  test("while down, waits for the connection", async () => {
    const { network, alice, bob } = pair();
    network.disconnect("bob");
    let registered = false;
    const serving = bob.transport
      .serve(new Name("/b"), () => data("/b/1"))
      .then(() => {
        registered = true;
      });
    await network.advance(100);
    expect(registered).toBe(false);
    network.reconnect("bob");
    await serving;
    await network.complete(alice.transport.express(interest("/b/1")));
  });

  test("does not send the answer to an Interest of an earlier connection", async () => {
    const { network, alice, bob } = pair();
    await bob.transport.serve(new Name("/b"), async () => {
      await new Promise<void>((resolve) => bob.clock.schedule(100, resolve));
      return data("/b/1");
    });
    const answer = errorOf(alice.transport.express(interest("/b/1")));
    await network.advance(50);
    network.disconnect("bob");
    network.reconnect("bob");
    await network.settle();
    expect(await answer).toMatchObject({ code: "timeout" });
    expect([...network.log].filter((line) => line.includes(" data "))).toEqual([]);
  });
});

describe("refused registrations", () => {
  test("reject serve, tell why, and register nothing", async () => {
    const { network, alice, bob } = pair();
    const failures: unknown[] = [];
    bob.transport.addEventListener("registration-failed", ({ detail }) => void failures.push(detail));
    const refusal = network.refuse({ member: "bob", prefix: "/b", statusCode: 401 });
    expect(await errorOf(bob.transport.serve(new Name("/b/x"), () => data("/b/x")))).toMatchObject({
      code: "registration-failed",
      message: "The network refused with status 401 to register /8=b/8=x.",
    });
    expect(failures).toMatchObject([{ command: "register", statusCode: 401 }]);
    await bob.transport.serve(new Name("/c"), () => data("/c"));
    await alice.transport.serve(new Name("/b"), () => data("/b"));
    refusal[Symbol.dispose]();
    await bob.transport.serve(new Name("/b/x"), () => data("/b/x"));
    expect(bob.transport.status).toBe("up");
  });

  test("of the multicast strategy are failures too", async () => {
    const { network, bob } = pair();
    using _refusal = network.refuse({ command: "multicast", statusCode: undefined });
    const options = { multicast: new Name("/g") };
    expect(await errorOf(bob.transport.serve(new Name("/g/v"), () => undefined, options))).toMatchObject({
      code: "registration-failed",
      message: "The network gave no answer when asked to set the multicast strategy on /8=g.",
    });
    await bob.transport.serve(new Name("/b"), () => undefined);
  });

  test("after a reconnect keep the transport connecting, and are tried again every second", async () => {
    const { network, alice, bob } = pair();
    const failures: number[] = [];
    bob.transport.addEventListener("registration-failed", () => void failures.push(network.now));
    await bob.transport.serve(new Name("/b"), () => data("/b/1"));
    network.disconnect("bob");
    const refusal = network.refuse({});
    network.reconnect("bob");
    await network.settle({ horizon: Number.POSITIVE_INFINITY });
    expect(network.now).toBe(0);
    await network.advance(2500);
    expect(bob.transport.status).toBe("connecting");
    expect(failures).toEqual([0, 1000, 2000]);
    refusal[Symbol.dispose]();
    await network.advance(500);
    expect(bob.transport.status).toBe("up");
    await network.complete(alice.transport.express(interest("/b/1")));
    await network.advance(5000);
    expect(failures.length).toBe(3);
  });

  test("end when the transport is closed by who hears of them", async () => {
    const { network, bob } = pair();
    await bob.transport.serve(new Name("/b"), () => undefined);
    await bob.transport.serve(new Name("/c"), () => undefined);
    network.disconnect("bob");
    using _refusal = network.refuse({ prefix: "/b" });
    const failures: number[] = [];
    bob.transport.addEventListener("registration-failed", async () => {
      failures.push(network.now);
      await bob.transport.close();
    });
    network.reconnect("bob");
    await network.advance(3000);
    expect(bob.transport.status).toBe("closed");
    expect(failures).toEqual([0]);
    const unserved = network.member("alice2").transport.express(interest("/c/1"));
    expect(await network.complete(errorOf(unserved))).toMatchObject({ code: "timeout" });
    expect(network.log.fates["no-route"]).toBe(1);
  });

  test("spare a prefix that is withdrawn by who hears of them", async () => {
    const { network, alice, bob } = pair();
    await bob.transport.serve(new Name("/b"), () => undefined);
    const registration = await bob.transport.serve(new Name("/c"), () => undefined);
    network.disconnect("bob");
    using _refusal = network.refuse({ prefix: "/b" });
    bob.transport.addEventListener("registration-failed", async () => {
      await registration[Symbol.asyncDispose]();
    });
    network.reconnect("bob");
    alice.transport.send(interest("/c/1"));
    await network.advance(100);
    expect(network.log.fates["no-route"]).toBe(1);
  });

  test("end when the prefix is withdrawn, or the connection lost again", async () => {
    const { network, alice, bob } = pair();
    const registration = await bob.transport.serve(new Name("/b"), () => undefined);
    network.disconnect("bob");
    const refusal = network.refuse({ prefix: "/b" });
    network.reconnect("bob");
    await network.advance(500);
    network.disconnect("bob");
    refusal[Symbol.dispose]();
    await network.advance(5000);
    expect(bob.transport.status).toBe("down");
    alice.transport.send(interest("/b/1"));
    await network.advance(100);
    expect(network.log.fates["no-route"]).toBe(1);
    using _again = network.refuse({ prefix: "/b" });
    network.reconnect("bob");
    await registration[Symbol.asyncDispose]();
    await network.advance(1000);
    expect(bob.transport.status).toBe("up");
  });
});

describe("status and close", () => {
  test("is up only when every prefix is registered again", async () => {
    const { network, alice, bob } = pair();
    await bob.transport.serve(new Name("/b"), () => data("/b/1", "x"));
    const statuses: string[] = [];
    let reached = "";
    bob.transport.addEventListener("status", ({ detail }) => {
      statuses.push(detail);
      if (detail === "up") {
        void alice.transport.express(interest("/b/1")).then((packet) => {
          reached = textOf(packet);
        });
      }
    });
    network.disconnect("bob");
    network.disconnect("bob");
    network.reconnect("bob");
    network.reconnect("bob");
    expect(statuses).toEqual(["down", "connecting", "up"]);
    await network.settle();
    expect(reached).toBe("x");
  });

  test("close rejects what is pending, unregisters, and is told once", async () => {
    const { network, alice, bob } = pair();
    const statuses: string[] = [];
    bob.transport.addEventListener("status", ({ detail }) => void statuses.push(detail));
    await bob.transport.serve(new Name("/b"), () => data("/b/1"));
    const pending = errorOf(bob.transport.express(interest("/x")));
    await bob.transport.close();
    await bob.transport[Symbol.asyncDispose]();
    network.disconnect("bob");
    network.reconnect("bob");
    expect(await pending).toMatchObject({ code: "closed" });
    expect(statuses).toEqual(["closed"]);
    expect(bob.transport.status).toBe("closed");
    expect(() => bob.transport.send(interest("/x"))).toThrow(expect.objectContaining({ code: "closed" }));
    expect(await errorOf(bob.transport.express(interest("/x")))).toMatchObject({ code: "closed" });
    expect(await errorOf(bob.transport.serve(new Name("/x"), () => undefined))).toMatchObject({
      code: "closed",
    });
    const answer = await network.complete(errorOf(alice.transport.express(interest("/b/1"))));
    expect(answer).toMatchObject({ code: "timeout" });
    expect(network.log.fates["no-route"]).toBe(1);
  });

  test("close rejects a serve that waits for the connection", async () => {
    const { network, bob } = pair();
    network.disconnect("bob");
    const waiting = errorOf(bob.transport.serve(new Name("/b"), () => undefined));
    await bob.transport.close();
    expect(await waiting).toMatchObject({ code: "closed" });
  });

  test("what is under way to a transport that closes is lost", async () => {
    const { network, alice, bob } = pair();
    await bob.transport.serve(new Name("/b"), () => undefined);
    alice.transport.send(interest("/b/1"));
    await network.advance(15);
    await bob.transport.close();
    await network.settle();
    expect([...network.log].at(-1)).toMatch(/hub > bob interest \/b\/1 \d+ down$/);
  });
});

test("what microtasks a member's code leaves behind is done before the next event", async () => {
  const { network, alice, bob } = pair();
  const happened: string[] = [];
  const follow = async (what: string): Promise<void> => {
    happened.push(what);
    for (let i = 0; i < 30; ++i) {
      await undefined;
    }
    happened.push(`after ${what}`);
  };
  /** Both members do the same at one moment. */
  const both = async (act: (member: MemberPorts) => void): Promise<string[]> => {
    happened.length = 0;
    act(alice);
    act(bob);
    await network.settle();
    return [...happened];
  };
  const inOrder = (what: string): string[] =>
    ["alice", "bob"].flatMap((name) => [`${what} ${name}`, `after ${what} ${name}`]);
  for (const { transport } of [alice, bob]) {
    const { name } = transport;
    await transport.serve(new Name(`/${name}`), () => void follow(`handler ${name}`));
  }
  const other = (name: string): string => (name === "alice" ? "/bob" : "/alice");
  expect(await both(({ transport }) => void transport.send(interest(other(transport.name))))).toEqual([
    "handler bob",
    "after handler bob",
    "handler alice",
    "after handler alice",
  ]);
  const unanswered = ({ transport }: MemberPorts): void => {
    transport.express(interest(`/x/${transport.name}`)).catch(() => follow(`timeout ${transport.name}`));
  };
  expect(await both(unanswered)).toEqual(inOrder("timeout"));
  const { transport: server } = network.member("server", { delay: 10 });
  await server.serve(new Name("/s"), () => data("/s"));
  const answered = ({ transport }: MemberPorts): void => {
    void transport.express(interest("/s")).then(() => follow(`data ${transport.name}`));
  };
  expect(await both(answered)).toEqual(inOrder("data"));
  const refused = network.refuse({});
  for (const { transport } of [alice, bob]) {
    transport.addEventListener("registration-failed", () => follow(`failure ${transport.name}`));
    transport.addEventListener("status", () => follow(`${transport.status} ${transport.name}`));
    network.disconnect(transport.name);
    network.reconnect(transport.name);
  }
  await network.settle();
  happened.length = 0;
  await network.advance(1000);
  expect(happened).toEqual(inOrder("failure"));
  happened.length = 0;
  refused[Symbol.dispose]();
  await network.advance(1000);
  expect(happened).toEqual(inOrder("up"));
});

test("a Nack is followed in the same way", async () => {
  const { network, alice, bob } = pair({ nacks: true });
  const happened: string[] = [];
  for (const { transport } of [alice, bob]) {
    transport.express(interest("/x")).catch(async () => {
      happened.push(transport.name);
      for (let i = 0; i < 30; ++i) {
        await undefined;
      }
      happened.push(transport.name);
    });
  }
  await network.settle();
  expect(happened).toEqual(["alice", "alice", "bob", "bob"]);
});

test("no listener is left on a signal", async () => {
  const { network, alice, bob } = pair();
  const { signal } = new AbortController();
  const listeners = new Set<unknown>();
  const add = signal.addEventListener.bind(signal);
  const remove = signal.removeEventListener.bind(signal);
  vi.spyOn(signal, "addEventListener").mockImplementation(
    (type: string, listener: EventListenerOrEventListenerObject) => {
      listeners.add(listener);
      add(type, listener);
    },
  );
  vi.spyOn(signal, "removeEventListener").mockImplementation(
    (type: string, listener: EventListenerOrEventListenerObject) => {
      listeners.delete(listener);
      remove(type, listener);
    },
  );
  const registration = await bob.transport.serve(new Name("/b"), () => data("/b/1"), { signal });
  const answers = ["/b/1", "/x"].map((name) => alice.transport.express(interest(name), { signal }));
  using _refusal = network.refuse({});
  const refused = errorOf(bob.transport.serve(new Name("/c"), () => undefined, { signal }));
  expect(listeners.size).toBe(4);
  await network.complete(Promise.allSettled([...answers, refused]));
  expect(listeners.size).toBe(1);
  await registration[Symbol.asyncDispose]();
  expect(listeners.size).toBe(0);
});

test("a transport does not hear its own Interests", async () => {
  const { network, alice } = pair();
  let heard = 0;
  await alice.transport.serve(new Name("/g"), () => void heard++, { multicast: new Name("/g") });
  alice.transport.send(notice("/g", 1));
  await network.settle();
  expect(heard).toBe(0);
});

test("an Interest for a prefix that the application does not serve is counted", async () => {
  const { network, alice, bob } = pair();
  const registration = await bob.transport.serve(new Name("/b"), () => undefined);
  alice.transport.send(interest("/b/1"));
  await network.advance(15);
  await registration[Symbol.asyncDispose]();
  await network.settle();
  expect(network.log.fates["no-handler"]).toBe(1);
});
