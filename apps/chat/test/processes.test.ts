import { readdir } from "node:fs/promises";
import { Forwarder } from "@svs/forwarder";
import { expect, test } from "vitest";
import { ChildChat } from "./child-chat.js";
import { freePort } from "./free-port.js";
import { useFolder } from "./use-folder.js";

const home = useFolder();

function forwarder(): Promise<Forwarder> {
  return Forwarder.start({ unix: false, udp: false, ws: false, tcp: { port: 0 } });
}

test("lines in, lines out, and no one leaves before he was heard", async () => {
  await using local = await forwarder();
  const uri = local.uris[0]!;
  await using bob = new ChildChat(["-n", "bob", "-gp", "/e2e", "--forwarder", uri], { home: home() });
  await bob.noticed(/Connected to the forwarder at tcp:.* as asked for/);
  await using alice = new ChildChat(["-n", "/alice", "-gp", "/e2e", "--forwarder", uri], { home: home() });
  await using stranger = new ChildChat(["-n", "eve", "-gp", "/other", "--forwarder", uri], { home: home() });
  for (const line of ["hello", "", "  h\u00e9 \u6f22\t\x1b[31m", "bye"]) {
    alice.type(line);
  }
  expect(await alice.leave()).toBe(0);
  await bob.heard("/alice: bye");
  bob.type("gone?");
  await bob.heard("YOU: gone?");
  expect(await bob.kill("SIGTERM")).toBe(0);
  expect(await stranger.leave()).toBe(0);
  expect(alice.said).toEqual(["YOU: hello", "YOU: ", "YOU:   h\u00e9 \u6f22    \\x1b[31m", "YOU: bye"]);
  expect(bob.said).toEqual([
    "/alice: hello",
    "/alice: ",
    "/alice:   h\u00e9 \u6f22    \\x1b[31m",
    "/alice: bye",
    "YOU: gone?",
  ]);
  expect(stranger.said).toEqual([]);
});

test("who serves the others may be killed: they go on, and nothing is lost or said twice", async () => {
  const port = await freePort();
  await using alice = new ChildChat(["-n", "alice"], { home: home(), port });
  await alice.noticed(new RegExp(`No forwarder found; this process serves one at tcp://127.0.0.1:${port}`));
  await using bob = new ChildChat(["-n", "bob"], { home: home(), port });
  await using carol = new ChildChat(["-n", "carol"], { home: home(), port });
  alice.type("one");
  await Promise.all([bob.heard("/alice: one"), carol.heard("/alice: one")]);
  await alice.kill("SIGKILL");
  bob.type("two");
  await carol.heard("/bob: two");
  carol.type("three");
  await bob.heard("/carol: three");
  expect(bob.said).toEqual(["/alice: one", "YOU: two", "/carol: three"]);
  expect(carol.said).toEqual(["/alice: one", "/bob: two", "YOU: three"]);
  const takenOver = [bob, carol].map(({ notices }) =>
    notices.filter((notice) => /has taken over/.test(notice)),
  );
  expect(takenOver.flat()).toHaveLength(1);
  for (const { notices } of [bob, carol]) {
    expect(notices.filter((notice) => /was lost/.test(notice))).toHaveLength(1);
  }
});

test("over a restart every message is printed once, though the chat was killed", async () => {
  await using local = await forwarder();
  const start = (name: string) =>
    new ChildChat(["-n", name, "--forwarder", local.uris[0]!], { home: home() });
  await using bob = start("bob");
  await using killed = start("alice");
  bob.type("one");
  await killed.heard("/bob: one");
  killed.type("two");
  await bob.heard("/alice: two");
  await killed.kill("SIGKILL");
  bob.type("three");
  await bob.heard("YOU: three");
  await using alice = start("alice");
  alice.type("four");
  await bob.heard("/alice: four");
  expect(await alice.leave()).toBe(0);
  expect(killed.said).toEqual(["/bob: one", "YOU: two"]);
  expect(alice.said.toSorted()).toEqual(["/bob: three", "YOU: four"]);
  expect(bob.said).toEqual(["YOU: one", "/alice: two", "YOU: three", "/alice: four"]);
  expect([...bob.notices, ...alice.notices].filter((notice) => /Somebody else/.test(notice))).toEqual([]);
});

test("who keeps nothing leaves nothing behind", async () => {
  await using local = await forwarder();
  const start = (name: string) =>
    new ChildChat(["-n", name, "--ephemeral", "--forwarder", local.uris[0]!], { home: home() });
  await using bob = start("bob");
  await using alice = start("alice");
  alice.type("one");
  await bob.heard("/alice: one");
  expect(await alice.leave()).toBe(0);
  expect(await readdir(home())).toEqual([]);
});
