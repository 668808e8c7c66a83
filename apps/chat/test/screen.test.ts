import { beforeEach, expect, test } from "vitest";
import { Screen } from "../src/screen.js";
import { FakeKeyboard, FakeTerminal, turn } from "./fake-terminal.js";

const HOME = "\x1b[1G";
const CLEAR = "\x1b[0J";
const ERASE = `${HOME}${CLEAR}`;
const column = (n: number) => `\x1b[${n}G`;
const up = (n: number) => `\x1b[${n}A`;
/** The empty line to be typed on. */
const PROMPT = `${ERASE}> ${column(3)}`;

let keyboard: FakeKeyboard;
let terminal: FakeTerminal;
let errors: string[];
let lines: string[];
let left: string[];
let onLine: (line: string) => void;
let screen: Screen;

beforeEach(() => {
  keyboard = new FakeKeyboard();
  terminal = new FakeTerminal();
  errors = [];
  lines = [];
  left = [];
  onLine = () => undefined;
  screen = new Screen({
    input: keyboard,
    output: terminal,
    errors: { write: (text) => errors.push(text) },
    prompt: "> ",
    onLine: (line) => {
      lines.push(line);
      onLine(line);
    },
    onLeave: (how) => left.push(how),
  });
});

async function drawn(): Promise<string[]> {
  await turn();
  return terminal.taken();
}

async function clean(): Promise<void> {
  await drawn();
}

test("the prompt is drawn at once, in raw mode", async () => {
  expect(await drawn()).toEqual([PROMPT]);
  expect(keyboard.isRaw).toBe(true);
});

test("a line is printed above what is being typed, in one piece, and the cursor stays in it", async () => {
  await keyboard.type("hello\x1b[D\x1b[D"); // two to the left
  await clean();
  screen.print("/bob: hi");
  expect(await drawn()).toEqual([`${ERASE}/bob: hi\r\n${ERASE}> hello${column(6)}`]);
});

test("a typed line of several rows is erased whole and drawn whole", async () => {
  await keyboard.type("x".repeat(50)); // 2 + 50 columns of 40: the cursor is in the second row
  await clean();
  screen.print("/bob: hi");
  expect(await drawn()).toEqual([
    `${HOME}${up(1)}${CLEAR}/bob: hi\r\n\r\n${up(1)}${ERASE}> ${"x".repeat(50)}${column(13)}`,
  ]);
});

test("what is pasted into the middle of a long line goes there", async () => {
  await keyboard.type("x".repeat(50));
  await keyboard.type("\x01"); // Ctrl-A
  await keyboard.type("pasted ");
  await clean();
  screen.print("m");
  const [frame] = await drawn();
  expect(frame).toBe(`${ERASE}m\r\n${ERASE}> pasted ${"x".repeat(50)}${column(10)}${up(1)}`);
});

test("an entered line is erased, handed over, and makes room for what it leads to", async () => {
  onLine = (line) => screen.print(`YOU: ${line}`);
  await keyboard.type("hi");
  await clean();
  await keyboard.type("\r");
  expect(lines).toEqual(["hi"]);
  expect(await drawn()).toEqual([`\r\n${HOME}${up(1)}${CLEAR}YOU: hi\r\n${PROMPT}`]);
});

test("an entered line of several rows is erased whole, wherever the cursor was", async () => {
  await keyboard.type("x".repeat(90)); // three rows
  await keyboard.type("\x01");
  await clean();
  await keyboard.type("\r");
  expect(terminal.taken().join("")).toMatch(`\r\n${HOME}${up(3)}${CLEAR}${PROMPT}`);
});

test("pasted lines are entered one by one, and reach the terminal in one piece", async () => {
  onLine = (line) => screen.print(`YOU: ${line}`);
  await clean();
  await keyboard.type("one\rtwo\rthr");
  expect(lines).toEqual(["one", "two"]);
  const pieces = await drawn();
  expect(pieces).toHaveLength(1);
  expect(pieces[0]).toContain("YOU: one\r\n");
  expect(pieces[0]!.endsWith(`YOU: two\r\n${PROMPT}thr`)).toBe(true);
});

test("arrow up brings back what was entered", async () => {
  await keyboard.type("first\r");
  await keyboard.type("second\r");
  await keyboard.type("\x1b[A\x1b[A\r");
  expect(lines).toEqual(["first", "second", "first"]);
});

test("a printed line is drawn anew where it stands, with all below it", async () => {
  const id = screen.print("YOU: hi");
  screen.print("/bob: a longer line that takes two rows of the screen");
  await keyboard.type("typ");
  await clean();
  expect(screen.amend(id, "YOU: hi !")).toBe(true);
  expect(await drawn()).toEqual([
    `${ERASE}${up(3)}${CLEAR}YOU: hi !\r\n/bob: a longer line that takes two rows of the screen\r\n${ERASE}> typ${column(6)}`,
  ]);
});

test("a line drawn anew can be drawn anew again, and its new height counts", async () => {
  const id = screen.print("short");
  screen.amend(id, "y".repeat(41));
  await clean();
  expect(screen.amend(id, "short")).toBe(true);
  expect(await drawn()).toEqual([`${ERASE}${up(2)}${CLEAR}short\r\n${PROMPT}`]);
});

test("colours take no room", async () => {
  const id = screen.print(`\x1b[1m${"z".repeat(40)}\x1b[0m`);
  await clean();
  screen.amend(id, "z");
  expect((await drawn())[0]).toContain(`${up(1)}${CLEAR}z\r\n`);
});

test.each([
  ["it may have scrolled away", () => Array.from({ length: 9 }, () => screen.print("more"))],
  ["the typed line may take its place", () => keyboard.type("w".repeat(160))],
  ["the terminal was resized", () => terminal.resize(50)],
  ["the screen was cleared", () => keyboard.type("\x0c")],
  ["terminals disagree about a line below it", () => screen.print("\u{1f469}\u200d\u{1f4bb}".repeat(9))],
  ["a notice went to another stream", () => screen.notice("note")],
  ["the screen is closed", () => screen.close()],
])("a printed line is left alone when %s", async (_why, happen) => {
  const id = screen.print("YOU: hi");
  await happen();
  await clean();
  expect(screen.amend(id, "YOU: hi !")).toBe(false);
  expect(await drawn()).toEqual([]);
});

test("a line of wide characters that fits in any terminal is drawn anew", async () => {
  const id = screen.print("YOU: \u6f22\u5b57");
  expect(screen.amend(id, "YOU: \u6f22\u5b57 !")).toBe(true);
});

test("a notice goes to the stream for errors, between erasing and drawing", async () => {
  await keyboard.type("typ");
  await clean();
  screen.notice("note");
  expect(errors).toEqual(["note\r\n"]);
  expect(terminal.taken()).toEqual([ERASE]);
  expect(await drawn()).toEqual([`${ERASE}> typ${column(6)}`]);
});

test("Ctrl-C and Ctrl-D on an empty line ask to leave", async () => {
  await keyboard.type("x\x04"); // nothing to delete behind the cursor, and the line is not empty
  expect(left).toEqual([]);
  await keyboard.type("\x03");
  expect(left).toEqual(["interrupt"]);
  await keyboard.type("\x15\x04"); // Ctrl-U first
  expect(left).toEqual(["interrupt", "end"]);
});

test("closing erases the typed line and gives the terminal back", async () => {
  await keyboard.type("unfinished");
  await clean();
  screen.close();
  screen.close();
  expect(await drawn()).toEqual([ERASE]);
  expect(keyboard.isRaw).toBe(false);
  expect(keyboard.listenerCount("keypress")).toBe(0);
  expect(terminal.listenerCount("resize")).toBe(0);
  expect(left).toEqual([]);
  screen.print("late");
  expect(terminal.taken()).toEqual(["late\r\n"]);
});
