import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Name } from "@ndn/packet";
import { v3Shared } from "@svs/core/dialects";
import { Forwarder } from "@svs/forwarder";
import { expect, test } from "vitest";
import { RoomStore } from "../src/room-store.js";
import { freePort } from "./free-port.js";
import { runCommand } from "./run-command.js";
import { useFolder } from "./use-folder.js";

const folder = useFolder();

test("--help and --version go to standard output", async () => {
  const help = await runCommand(["-h"]);
  expect(help).toMatchObject({ code: 0, stderr: "" });
  for (const option of [
    "-n, --nodename",
    "-gp, --groupprefix",
    "--forwarder",
    "--store",
    "--ephemeral",
    "--line-mode",
    "--log-level",
  ]) {
    expect(help.stdout).toContain(`${option} `);
  }
  const manifest = JSON.parse(await readFile(new URL("../package.json", import.meta.url), "utf8"));
  expect(await runCommand(["--version"])).toEqual({ code: 0, stdout: `${manifest.version}\n`, stderr: "" });
});

test.each([
  [[], /^svs-chat: a name is needed, .* with -n alice\.\n$/],
  [["-n", "a", "--store", "x", "--ephemeral"], /^svs-chat: --store keeps .*: give one of them; .*\.\n$/],
  [["--nonsense"], /^svs-chat: there is no option --nonsense; .*--help.*\.\n$/],
  [["-n", "/"], /^svs-chat: "\/" is no usable name: .* -n alice\.\n$/],
  [
    ["-n", "a", "--forwarder", "gopher://x"],
    /^svs-chat: "gopher:\/\/x" is no forwarder address.*; write .*\.\n$/,
  ],
])("%j is a usage error, in one sentence", async (argv, sentence) => {
  expect(await runCommand(argv)).toEqual({ code: 2, stdout: "", stderr: expect.stringMatching(sentence) });
});

test("a forwarder that was named and does not answer is a failure, in one sentence", async () => {
  const uri = `tcp://127.0.0.1:${await freePort()}`;
  expect(await runCommand(["-n", "a", "--forwarder", uri])).toEqual({
    code: 1,
    stdout: "",
    stderr: expect.stringMatching(/^svs-chat: The forwarder at tcp:.* refuses connections; .*\.\n$/),
  });
  expect(await runCommand(["-n", "a", "--forwarder", "unix:///nonexistent/nfd.sock"])).toEqual({
    code: 1,
    stdout: "",
    stderr: expect.stringMatching(/^svs-chat: There is no forwarder socket at .*; .*\.\n$/),
  });
});

test("a place where nothing can be kept is a failure, in one sentence", async () => {
  const file = fileURLToPath(import.meta.url);
  const outcome = await runCommand(["-n", "a", "--store", file]);
  expect(outcome).toEqual({
    code: 1,
    stdout: "",
    stderr: `svs-chat: What is said cannot be kept in ${join(file, "+svs", "v3-shared", "+a")}: there is a file on the way, where a folder should be; name another place (--store DIR), or keep nothing (--ephemeral).\n`,
  });
});

test("a name that another chat of the user has is a failure, in one sentence", async () => {
  const id = { group: new Name("/svs"), dialect: v3Shared, keyId: undefined, node: new Name("/a") };
  await using _ = await RoomStore.open(folder(), id);
  expect(await runCommand(["-n", "a", "--store", folder()])).toEqual({
    code: 1,
    stdout: "",
    stderr:
      "svs-chat: /a is in /svs already, in another chat of yours; leave that one, or take another name (-n).\n",
  });
});

test("the log level says how much is told", async () => {
  await using forwarder = await Forwarder.start({ unix: false, udp: false, ws: false, tcp: { port: 0 } });
  const uri = forwarder.uris[0]!;
  const at = (level: string) =>
    runCommand(["-n", "a", "-gp", level, "--forwarder", uri, "--log-level", level]);
  const [warn, info, debug] = await Promise.all([at("warn"), at("info"), at("debug")]);
  expect(warn).toEqual({ code: 0, stdout: "", stderr: "" });
  expect(info.stderr).toContain(`svs-chat: Connected to the forwarder at ${uri}, as asked for.\n`);
  expect(info.stderr).not.toContain("Sync Interest");
  expect(debug.stderr).toContain("svs-chat: Sent a Sync Interest (");
});
