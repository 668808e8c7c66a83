import { Name } from "@ndn/packet";
import { SvsError } from "@svs/core";
import { expect, test } from "vitest";
import { askName } from "../src/ask-name.js";
import { shownName } from "../src/chat-name.js";
import type { ChatProcess } from "../src/chat-process.js";
import { FakeKeyboard, FakeTerminal, turn } from "./fake-terminal.js";

interface Dialogue {
  readonly keyboard: FakeKeyboard;
  readonly terminal: FakeTerminal;
  readonly name: Promise<string | undefined>;
}

function ask(offered: readonly string[], take: (node: Name) => Promise<string>): Dialogue {
  const [keyboard, terminal] = [new FakeKeyboard(), new FakeTerminal()];
  const process = { stdin: keyboard, stdout: terminal, stderr: terminal, env: {} } as unknown as ChatProcess;
  const names = offered.map((each) => new Name(each));
  const name = askName(process, new AbortController().signal, { offered: names, take });
  name.catch(() => undefined); // until it is waited for
  return { keyboard, terminal, name };
}

async function takeAny(node: Name): Promise<string> {
  switch (shownName(node)) {
    case "/taken":
      throw new SvsError("store-in-use", "Somebody is called so.");
    case "/broken":
      throw new SvsError("store-damaged", "It is damaged.");
    default:
      return shownName(node);
  }
}

/** Answers the question, again and again. */
async function answer(
  answers: readonly string[],
  ...offered: string[]
): Promise<{ name: string | undefined; printed: string }> {
  const { keyboard, terminal, name } = ask(offered, takeAny);
  for (const keys of answers) {
    await keyboard.type(keys);
    await turn();
  }
  return { name: await name, printed: terminal.taken().join("") };
}

test("a name is asked for until one is usable", async () => {
  const { name, printed } = await answer(["\r", "/\r", "taken\r", " alice \r"]);
  expect(name).toBe("/alice");
  expect(printed).toContain("Your name: ");
  expect(printed).toContain("it has no component");
  expect(printed).toContain("Somebody is called so.\n");
});

test("the last name is offered, and taken for an empty answer", async () => {
  const offer = await answer(["\r"], "/bob");
  expect(offer.name).toBe("/bob");
  expect(offer.printed).toContain("Your name [/bob]: ");
  expect((await answer(["carol\r"], "/bob")).name).toBe("/carol");
});

test("after one that somebody has, the one before is offered", async () => {
  const { name, printed } = await answer(["\r", "\r"], "/taken", "/bob");
  expect(name).toBe("/bob");
  expect(printed).toMatch(/Your name \[\/taken\]: .*Somebody is called so\.\n.*Your name \[\/bob\]: /s);
  expect((await answer(["\r", "\r", "carol\r"], "/taken")).name).toBe("/carol");
});

test("one may leave instead", async () => {
  expect((await answer(["\x03"], "/bob")).name).toBeUndefined();
  expect((await answer(["\x04"])).name).toBeUndefined();
});

test("what no other name would mend ends the asking", async () => {
  await expect(answer(["broken\r"])).rejects.toMatchObject({ code: "store-damaged" });
});

test("what is typed while the name is being taken is left to who reads next", async () => {
  let taken!: (name: string) => void;
  const taking = new Promise<string>((resolve) => {
    taken = resolve;
  });
  const { keyboard, name } = ask([], () => taking);
  await keyboard.type("alice\r");
  await keyboard.type("hello\r");
  taken("/alice");
  expect(await name).toBe("/alice");
  expect(String(keyboard.read())).toBe("hello\r");
});
