import { Name } from "@ndn/packet";
import { SvSync, SvsError } from "@svs/core";
import { v3Shared } from "@svs/core/dialects";
import { type MemberPorts, type MemoryNetwork, simulate } from "@svs/transport-memory";
import { expect, test } from "vitest";
import { ChatRoom, type ChatRoomOptions } from "../src/chat-room.js";
import { Log } from "../src/log.js";
import { talkOnTerminal } from "../src/terminal-mode.js";
import { FakeKeyboard, FakeTerminal, turn } from "./fake-terminal.js";
import { MemoryRoom } from "./guest.js";
import { VtScreen } from "./vt-screen.js";

const GROUP = new Name("/svs");

/** A person at a terminal of 40 columns. */
class Person {
  readonly keyboard = new FakeKeyboard();
  readonly terminal = new FakeTerminal();
  readonly screen = new VtScreen(this.terminal.columns);
  readonly leaving = new AbortController();
  readonly done: Promise<void>;

  /** All that reached the terminal, colours too. */
  written = "";

  constructor(ports: MemberPorts, node: string, store?: ChatRoomOptions["store"]) {
    this.terminal.write = (text) => {
      this.written += text;
      this.screen.write(text);
      return true;
    };
    const log = new Log("warn", (_level, sentence) => this.screen.write(`${sentence}\r\n`));
    this.done = talkOnTerminal({
      process: {
        stdin: this.keyboard as unknown as NodeJS.ReadStream,
        stdout: this.terminal as unknown as NodeJS.WriteStream,
        stderr: this.terminal as unknown as NodeJS.WriteStream,
        env: {},
      },
      log,
      clock: ports.clock,
      leaving: this.leaving.signal,
      open: (show) => ChatRoom.open({ ...ports, group: GROUP, node: new Name(node), store, log, ...show }),
    });
  }

  async type(network: MemoryNetwork, keys: string): Promise<void> {
    await this.keyboard.type(keys);
    await network.advance(100);
    await turn();
  }
}

async function arrive(
  network: MemoryNetwork,
  ports: MemberPorts,
  node: string,
  store?: ChatRoomOptions["store"],
): Promise<Person> {
  const person = new Person(ports, node, store);
  await network.advance(1_000);
  return person;
}

test("two people talk: each message once, marked in place, and the typed line undisturbed", () =>
  simulate("two people talk", 21, async (network) => {
    const ports = network.star(["alice", "bob"], { delay: 10 });
    const alice = await arrive(network, ports.alice, "/alice");
    await alice.type(network, "is anybody here?\r");
    expect(alice.screen.text).toEqual(["YOU: is anybody here?", ">"]);
    const bob = await arrive(network, ports.bob, "/bob");
    expect(alice.screen.text).toEqual(["YOU: is anybody here? \u2713", ">"]);
    await alice.type(network, "I was just\x1b[D\x1b[D");
    await bob.type(network, "I am\r");
    expect(alice.screen.text).toEqual(["YOU: is anybody here? \u2713", "/bob: I am", "> I was just"]);
    expect(alice.screen.cursor).toEqual({ row: 2, column: 10 });
    expect(bob.screen.text).toEqual(["/alice: is anybody here?", "YOU: I am \u2713", ">"]);
    await alice.type(network, "\r");
    await alice.type(network, "/quit\r");
    await network.complete(alice.done);
    expect(alice.screen.text).toEqual([
      "YOU: is anybody here? \u2713",
      "/bob: I am",
      "YOU: I was just \u2713",
    ]);
    expect(alice.keyboard.isRaw).toBe(false);
    bob.leaving.abort();
    await network.complete(bob.done);
  }));

test("commands answer to oneself alone", () =>
  simulate("commands", 22, async (network) => {
    const ports = network.star(["alice", "bob"], { delay: 10 });
    const alice = await arrive(network, ports.alice, "/alice");
    const bob = await arrive(network, ports.bob, "/bob");
    await bob.type(network, "//hi\r");
    await alice.type(network, "/who\r/wat is\r\r");
    expect(alice.screen.text).toEqual([
      "/bob: /hi",
      "  /bob    last heard just now",
      "  /alice  you",
      "A member shows up here with its first me",
      "ssage.",
      "There is no /wat; see /help.",
      ">",
    ]);
    await alice.type(network, "/help\r");
    expect(alice.screen.text.join("\n")).toContain("/quit");
    expect(bob.screen.text).toEqual(["YOU: /hi \u2713", ">"]);
    for (const person of [alice, bob]) {
      await person.type(network, "\x03");
      await network.complete(person.done);
    }
  }));

test("what others send cannot speak to the terminal", () =>
  simulate("hostile text", 23, async (network) => {
    const ports = network.star(["alice", "mallory"], { delay: 10 });
    const alice = await arrive(network, ports.alice, "/alice");
    const node = new Name("/mallory");
    const mallory = await network.complete(
      SvSync.open({ ...ports.mallory, group: GROUP, node, dialect: v3Shared }),
    );
    await network.complete(mallory.publish("\x1b[2J\x07/bob: hi\r\n/carol: ho"));
    await network.settle();
    expect(alice.screen.text).toEqual(["/mallory: \\x1b[2J\\x07/bob: hi\\r\\n/carol:", " ho", ">"]);
    alice.leaving.abort();
    await network.complete(alice.done);
  }));

test("what is fetched after its line was left is told of in one sentence", () =>
  simulate("late marks", 24, async (network) => {
    const ports = network.star(["alice", "bob"], { delay: 10 });
    const alice = await arrive(network, ports.alice, "/alice");
    await alice.type(network, "one\rtwo\rthree\r");
    alice.terminal.resize(40); // from here on nobody knows where the lines are
    const bob = await arrive(network, ports.bob, "/bob");
    await network.until(() => alice.screen.text.some((line) => line.includes("3 of your messages")));
    expect(bob.screen.text).toEqual(["/alice: one", "/alice: two", "/alice: three", ">"]);
    expect(alice.screen.text).toEqual([
      "YOU: one",
      "YOU: two",
      "YOU: three",
      "\u2713 3 of your messages were fetched",
      ">",
    ]);
    for (const person of [alice, bob]) {
      person.leaving.abort();
      await network.complete(person.done);
    }
  }));

test("one who leaves with something unsaid waits until the others have it", () =>
  simulate("waiting farewell", 25, async (network) => {
    const ports = network.star(["alice", "bob"], { delay: 10 });
    const alice = await arrive(network, ports.alice, "/alice");
    const bob = await arrive(network, ports.bob, "/bob");
    await alice.keyboard.type("bye\r\x04"); // Ctrl-D in the same breath
    await network.complete(alice.done);
    expect(alice.screen.text).toEqual(["YOU: bye", '\u2713 "bye" was fetched']);
    expect(bob.screen.text).toEqual(["/alice: bye", ">"]);
    bob.leaving.abort();
    await network.complete(bob.done);
  }));

test("a group that cannot be joined ends the chat, and the terminal is given back", () =>
  simulate("refused", 26, async (network) => {
    const { alice } = network.star(["alice"], { delay: 10 });
    using _ = network.refuse({ member: "alice" });
    const person = new Person(alice, "/alice");
    person.done.catch(() => undefined);
    await expect(network.complete(person.done)).rejects.toSatisfy((error) =>
      SvsError.is(error, "registration-failed"),
    );
    expect(person.keyboard.isRaw).toBe(false);
    expect(person.screen.text).toEqual([]);
  }));

test("one may leave while the group is still being joined", () =>
  simulate("left while joining", 27, async (network) => {
    const { alice } = network.star(["alice"], { delay: 10 });
    network.disconnect("alice");
    const person = await arrive(network, alice, "/alice");
    person.done.catch(() => undefined);
    expect(person.screen.text).toEqual([">"]);
    await person.type(network, "\x03");
    await expect(network.complete(person.done)).rejects.toSatisfy((error) => SvsError.is(error, "aborted"));
    expect(person.screen.text).toEqual([]);
  }));

test("who comes back sees what was said before, set off, and what is new below a rule", () =>
  simulate("history on a terminal", 28, async (network) => {
    const ports = network.star(["alice", "bob"], { delay: 10 });
    const kept = new MemoryRoom();
    const alice = await arrive(network, ports.alice, "/alice", kept);
    const bob = await arrive(network, ports.bob, "/bob");
    await alice.type(network, "hi\r");
    await bob.type(network, "hello\r");
    alice.leaving.abort();
    await network.complete(alice.done);
    network.crash("alice");
    await bob.type(network, "gone?\r");
    const again = await arrive(network, network.restart("alice"), "/alice", kept.reopen());
    const rule = "\u2500\u2500 new from here \u2500\u2500";
    await network.until(() => again.screen.text.includes("/bob: gone?"), { within: 5_000 });
    expect(again.screen.text).toEqual(["YOU: hi", "/bob: hello", rule, "/bob: gone?", ">"]);
    for (const line of ["YOU: hi", "/bob: hello", rule]) {
      expect(again.written).toContain(`\x1b[2m${line}\x1b[0m`);
    }
    for (const person of [again, bob]) {
      person.leaving.abort();
      await network.complete(person.done);
    }
  }));
