import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Forwarder } from "@svs/forwarder";
import { describe, expect, it } from "vitest";
import { root, workspacePackages } from "./layering/workspace.js";
import { checkTypes } from "./readme/check-types.js";
import { codeBlocks } from "./readme/code-blocks.js";
import { tenLines } from "./readme/ten-lines.js";
import { type Ended, runCommand } from "./run-command.js";

const pages = ["README.md", ...workspacePackages().map(({ directory }) => `${directory}/README.md`)].filter(
  (page) => existsSync(join(root, page)),
);

const read = (page: string): string => readFileSync(join(root, page), "utf8");

describe("the reading of a page", () => {
  it("finds the blocks, their languages and their lines", () => {
    const page = "# A\n\n```ts\nlet a = 1;\n```\n\n- b\n\n  ~~~~text\n  1\n    2\n  ~~~~\n";
    expect(codeBlocks(page)).toEqual([
      { language: "ts", code: "let a = 1;\n", line: 4 },
      { language: "text", code: "1\n  2\n", line: 10 },
    ]);
    expect(() => codeBlocks("```ts\nlet a;\n")).toThrow("never closed");
  });

  it("wants the first program followed by what it prints", () => {
    expect(tenLines("```sh\nnpm\n```\n```ts\na();\n```\n```text\n1\n```\n").output).toBe("1\n");
    expect(() => tenLines("```ts\na();\n```\n```sh\n1\n```\n")).toThrow("not followed by a text block");
    expect(() => tenLines("nothing")).toThrow("no ts block");
  });

  it("finds what does not type-check, and where", () => {
    const block = (code: string, line: number) => ({ page: "a.md", language: "ts", code, line });
    expect(
      checkTypes([
        block('import { SvSync } from "@svs/core";\nconst open: number = SvSync.open;\n', 7),
        block("const a: string = await Promise.resolve(1);\n", 20),
        block("const a = 1;\nconsole.log(a);\n", 30),
      ]).map((complaint) => complaint.split(": ", 1)[0]),
    ).toEqual(["a.md:8", "a.md:20"]);
  });
});

describe("the code in the READMEs", () => {
  it("type-checks, every block by itself", () => {
    const blocks = pages.flatMap((page) =>
      codeBlocks(read(page))
        .filter(({ language }) => language === "ts")
        .map((block) => ({ ...block, page })),
    );
    expect(blocks).not.toEqual([]);
    expect(checkTypes(blocks)).toEqual([]);
  });

  it("the ten lines print what the README says, and end by themselves", async () => {
    const { program, output } = tenLines(read("README.md"));
    expect(await run(program.code)).toEqual({ status: 0, stdout: output, stderr: "" });
  }, 40_000);
});

/**
 * Runs a block of code from this repository's sources, as `npm start` runs the chat. A program
 * that looks for a forwarder finds one of this test's own.
 */
async function run(code: string): Promise<Ended> {
  const folder = mkdtempSync(join(root, "tests", "node_modules", ".ten-lines-"));
  const home = mkdtempSync(join(tmpdir(), "svs-home-"));
  await using forwarder = await Forwarder.start({ unix: false, udp: false, ws: false, tcp: { port: 0 } });
  try {
    const file = join(folder, "ten-lines.mts");
    writeFileSync(file, code);
    return await runCommand(process.execPath, ["-C", "@svs/source", "--import", "tsx", file], {
      cwd: root,
      env: { HOME: home, NDN_CLIENT_TRANSPORT: forwarder.uris[0] },
      timeout: 30_000,
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
    rmSync(home, { recursive: true, force: true });
  }
}
