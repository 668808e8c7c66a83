import { SvsError } from "@svs/core";
import { expect, test } from "vitest";
import { shownName } from "../../src/chat-name.js";
import { parseDoctorArguments } from "../../src/doctor/doctor-arguments.js";

test("everything may be left out", () => {
  const { group, ...rest } = parseDoctorArguments([]);
  expect(shownName(group)).toBe("/svs");
  expect(rest).toEqual({
    forwarder: undefined,
    listen: 3_000,
    store: undefined,
    logLevel: "info",
    help: false,
  });
});

test("takes its options", () => {
  const { group, ...rest } = parseDoctorArguments(
    "-gp /a/b --forwarder tcp://h:1 --listen 0.5 --store here --log-level debug".split(" "),
  );
  expect(shownName(group)).toBe("/a/b");
  expect(rest).toEqual({
    forwarder: "tcp://h:1",
    listen: 500,
    store: "here",
    logLevel: "debug",
    help: false,
  });
  expect(parseDoctorArguments(["-h", "-gp", "//"]).help).toBe(true);
});

const HELP = "svs-chat doctor --help lists what can be said.";
test.each([
  [["-n", "alice"], `there is no option -n; ${HELP}`],
  [["--ephemeral"], `there is no option --ephemeral; ${HELP}`],
  [["--dialect", "v3"], `there is no option --dialect; ${HELP}`],
  [["here"], `"here" is not expected; ${HELP}`],
  [["--listen"], `--listen needs a value behind it; ${HELP}`],
  [["--listen", "soon"], `--listen takes seconds from 0.1 to 3600, not "soon"; ${HELP}`],
  [["--listen", "0"], `--listen takes seconds from 0.1 to 3600, not "0"; ${HELP}`],
  [["--listen", "3601"], `--listen takes seconds from 0.1 to 3600, not "3601"; ${HELP}`],
  [["--listen=1e3"], `--listen takes seconds from 0.1 to 3600, not "1e3"; ${HELP}`],
  [["--log-level", "loud"], `--log-level is one of error, warn, info, debug, not "loud"; ${HELP}`],
  [["-gp", "/"], '"/" is no usable group prefix: it has no component; write, for example, -gp /svs.'],
])("refuses %j in one sentence", (argv, sentence) => {
  const refusal = (): unknown => parseDoctorArguments(argv);
  expect(refusal).toThrow(SvsError);
  expect(refusal).toThrow(expect.objectContaining({ code: "invalid-argument", message: sentence }));
});
