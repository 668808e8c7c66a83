import { Name } from "@ndn/packet";
import { describe, expect, test } from "vitest";
import { MemoryNetwork } from "../src/index.js";
import { data, interest, notice, textOf } from "./packets.js";

describe("a member that crashes", () => {
  test("does nothing any more: no timer, no answer, no event, no work", async () => {
    const network = new MemoryNetwork();
    const { alice, bob } = network.star(["alice", "bob"], { delay: 10 });
    const happened: string[] = [];
    const note = (what: string) => () => void happened.push(what);
    alice.clock.schedule(5, note("timer"));
    void alice.clock.work(Promise.resolve()).then(note("work"));
    await alice.transport.serve(new Name("/a"), note("handler"));
    await bob.transport.serve(new Name("/b"), () => data("/b/1"));
    alice.transport.addEventListener("status", note("status"));
    alice.transport.express(interest("/b/1")).then(note("data"), note("error"));
    alice.transport.express(interest("/b/2")).then(note("data"), note("error"));
    network.crash("alice");
    void alice.clock.work(Promise.resolve()).then(note("later work"));
    alice.clock.schedule(5, note("later timer"));
    bob.transport.send(interest("/a/1"));
    await network.advance(10_000);
    expect(happened).toEqual([]);
    expect(alice.transport.status).toBe("closed");
    expect(() => alice.transport.send(interest("/b/3"))).toThrow(expect.objectContaining({ code: "closed" }));
  });

  test("leaves the timers and the work of others alone", async () => {
    const network = new MemoryNetwork();
    const { alice, bob } = network.star(["alice", "bob"]);
    const happened: string[] = [];
    void alice.clock.work(new Promise(() => undefined));
    void bob.clock.work(Promise.resolve()).then(() => happened.push("work of bob"));
    bob.clock.schedule(5, () => happened.push("timer of bob"));
    network.crash("alice");
    await network.advance(10);
    expect(happened).toEqual(["work of bob", "timer of bob"]);
  });

  test("is not waited for by settle", async () => {
    const network = new MemoryNetwork();
    const { alice } = network.star(["alice"]);
    alice.transport.express(interest("/x", 4000)).catch(() => undefined);
    alice.clock.schedule(100, () => undefined);
    network.crash("alice");
    await network.settle();
    expect(network.now).toBe(0);
  });

  test("loses what is under way to it, also when it is back in time", async () => {
    const network = new MemoryNetwork();
    const { alice, bob } = network.star(["alice", "bob"], { delay: 10 });
    await bob.transport.serve(new Name("/b"), () => undefined);
    alice.transport.send(interest("/b/1"));
    await network.advance(15);
    network.crash("bob");
    const again = network.restart("bob");
    let heard = 0;
    await again.transport.serve(new Name("/b"), () => {
      heard++;
      return undefined;
    });
    await network.settle();
    expect(heard).toBe(0);
    expect(network.log.fates.down).toBe(1);
  });

  test("comes back under its name, over the same link, with the same skew and chance of its own", async () => {
    const network = new MemoryNetwork();
    const { alice, bob } = network.star(["alice", "bob"], { delay: 10, skew: 700 });
    const drawn = [bob.random.next()];
    await bob.transport.serve(new Name("/b"), () => data("/b/1", "before"));
    network.crash("bob");
    const again = network.restart("bob");
    drawn.push(again.random.next(), alice.random.next());
    expect(again.transport.status).toBe("up");
    expect(again.clock).not.toBe(bob.clock);
    expect(again.clock.wall()).toBe(network.clock.wall() + 700);
    await again.transport.serve(new Name("/b"), () => data("/b/1", "after"));
    const answer = await network.complete(alice.transport.express(interest("/b/1")));
    expect(textOf(answer)).toBe("after");
    expect(network.now).toBe(40);
    expect(new Set(drawn).size).toBe(3);
  });

  test("keeps its drift", async () => {
    const network = new MemoryNetwork();
    network.member("alice", { drift: 0.5 });
    network.crash("alice");
    const { clock } = network.restart("alice");
    await network.advance(100);
    expect(clock.monotonic()).toBe(150);
  });

  test("holds its name until then: two of one name there are not", async () => {
    const network = new MemoryNetwork();
    const { alice } = network.star(["alice"]);
    expect(() => network.attach("alice")).toThrow(/attached already/);
    expect(() => network.restart("alice")).toThrow(/attached already/);
    await alice.transport.close();
    expect(network.attach("alice").status).toBe("up");
    expect(() => network.restart("nobody")).toThrow(/No member nobody/);
  });
});

describe("a forwarder that crashes", () => {
  test("disconnects its members, forgets all, and reconnects them when it is back", async () => {
    const network = new MemoryNetwork({ contentStore: 10 });
    const { alice, bob, carol } = network.star(["alice", "bob", "carol"], { delay: 10 });
    let asked = 0;
    await bob.transport.serve(new Name("/b"), () => {
      asked++;
      return data("/b/1");
    });
    await network.complete(alice.transport.express(interest("/b/1")));
    const statuses: string[] = [];
    alice.transport.addEventListener("status", ({ detail }) => void statuses.push(detail));
    network.disconnect("carol");
    network.crashForwarder("hub");
    expect(bob.transport.status).toBe("down");
    network.reconnect("alice");
    expect(alice.transport.status).toBe("down");
    expect(() => network.attach("dave")).toThrow(/hub is down/);
    expect(() => network.crashForwarder("hub")).toThrow(/down already/);
    network.restartForwarder("hub");
    expect(() => network.restartForwarder("hub")).toThrow(/is not down/);
    expect(statuses).toEqual(["down", "connecting", "up"]);
    expect(carol.transport.status).toBe("down");
    await network.complete(alice.transport.express(interest("/b/1")));
    expect(asked).toBe(2);
  });

  test("does not forward meanwhile", async () => {
    const network = new MemoryNetwork();
    const { a, b, c } = network.line(["a", "b", "c"], { delay: 10 });
    await c.transport.serve(new Name("/c"), () => data("/c/1"));
    const answer = a.transport.express(interest("/c/1")).catch((error: unknown) => error);
    await network.advance(5);
    network.crashForwarder("b.fw");
    await network.settle();
    expect(await answer).toMatchObject({ code: "timeout" });
    expect([...network.log].at(-1)).toMatch(/a\.fw > b\.fw interest \/c\/1 \d+ down$/);
    expect(b.transport.status).toBe("down");
    a.transport.send(notice("/c", 1));
    await network.settle();
    expect(network.log.fates["no-route"]).toBe(1);
  });
});
