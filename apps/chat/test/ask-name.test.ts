import { Name } from "@ndn/packet";
import { SvsError } from "@svs/core";
import { expect, test } from "vitest";
import { askName } from "../src/ask-name.js";
import { shownName } from "../src/chat-name.js";
import { FakeKeyboard, FakeTerminal, turn } from "./fake-terminal.js";

/** Answers the question, again and again. */
async function answer(
  answers: readonly string[],
  offered?: string,
): Promise<{ name: string | undefined; printed: string }> {
  const [keyboard, terminal] = [new FakeKeyboard(), new FakeTerminal()];
  const name = askName(
    {
      stdin: keyboard as unknown as NodeJS.ReadStream,
      stdout: terminal as unknown as NodeJS.WriteStream,
      stderr: terminal as unknown as NodeJS.WriteStream,
      env: {},
    },
    new AbortController().signal,
    {
      offered: offered === undefined ? undefined : new Name(offered),
      take: async (node) => {
        if (shownName(node) === "/taken") {
          throw new SvsError("store-in-use", "Somebody is called so.");
        }
        if (shownName(node) === "/broken") {
          throw new SvsError("store-damaged", "It is damaged.");
        }
        return shownName(node);
      },
    },
  );
  name.catch(() => undefined);
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

test("one may leave instead", async () => {
  expect((await answer(["\x03"], "/bob")).name).toBeUndefined();
  expect((await answer(["\x04"])).name).toBeUndefined();
});

test("what no other name would mend ends the asking", async () => {
  await expect(answer(["broken\r"])).rejects.toMatchObject({ code: "store-damaged" });
});
