import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";
import { Forwarder } from "@svs/forwarder";
import { expect, test } from "vitest";
import { root } from "../layering/workspace.js";
import { codeBlocks } from "../readme/code-blocks.js";
import { runCommand } from "../run-command.js";
import { bundleScripts } from "./bundle-scripts.js";

test("the README's worker and program print what it says, and end by themselves", async () => {
  const blocks = codeBlocks(readFileSync(join(root, "packages/svs-worker/README.md"), "utf8"));
  const [worker, main] = blocks.filter(({ language }) => language === "ts");
  const output = blocks.find(({ language }) => language === "text");
  using scripts = await bundleScripts([], { worker: worker!.code, main: main!.code });
  await using forwarder = await Forwarder.start({ unix: false, udp: false, ws: false, tcp: { port: 0 } });
  const ended = await runCommand(process.execPath, [scripts.file("main")], {
    cwd: dirname(scripts.file("main")),
    env: { NDN_CLIENT_TRANSPORT: forwarder.uris[0] },
    timeout: 30_000,
  });
  expect(ended).toEqual({ status: 0, stdout: output?.code, stderr: "" });
}, 40_000);
