import { Name } from "@ndn/packet";
import { expect, test } from "vitest";
import { strategyFinding } from "../../src/doctor/strategy-finding.js";

const GROUP = new Name("/a/svs");
const CHAT = { group: GROUP, syncPrefix: GROUP.append("sync"), local: true, peopled: false };

function choices(...pairs: [prefix: string, strategy: string][]) {
  return pairs.map(([prefix, strategy]) => ({
    prefix: new Name(prefix),
    strategy: new Name(`/localhost/nfd/strategy/${strategy}/54=%05`),
  }));
}

const BY_HAND =
  "nfdc strategy set prefix /a/svs/sync strategy /localhost/nfd/strategy/multicast (NDNd: ndnd fw strategy-set prefix=/a/svs/sync strategy=/localhost/nfd/strategy/multicast)";

test.each([
  ["all names", choices(["/", "multicast"])],
  ["/a", choices(["/a", "multicast"], ["/", "best-route"], ["/b", "best-route"])],
  ["/a/svs/sync", choices(["/a/svs", "best-route"], ["/a/svs/sync", "multicast"])],
])("multicast, chosen for %s, is well", (where, listed) => {
  expect(strategyFinding({ ...CHAT, choices: listed })).toEqual({
    verdict: "ok",
    sentence: `The strategy of /a/svs is multicast, chosen for ${where}.`,
  });
});

test("another one is no harm while nobody is there, and one while somebody is", () => {
  const listed = choices(["/", "best-route"], ["/a/svs/other", "multicast"]);
  expect(strategyFinding({ ...CHAT, choices: listed })).toEqual({
    verdict: "note",
    sentence:
      "The strategy of /a/svs is best-route, chosen for all names; a chat sets multicast when it joins.",
  });
  expect(strategyFinding({ ...CHAT, choices: listed, peopled: true })).toEqual({
    verdict: "warning",
    sentence: `The strategy of /a/svs is best-route, chosen for all names, which keeps Sync Interests from all members but one; a chat that joins sets multicast, or by hand: ${BY_HAND}.`,
  });
});

test("a strategy of somebody's own is told by its whole name", () => {
  const strategy = new Name("/example/mine");
  const listed = [{ prefix: new Name("/"), strategy }];
  expect(strategyFinding({ ...CHAT, choices: listed }).sentence).toContain("is /example/mine, chosen for");
});

test("what cannot be read is said, with who can", () => {
  expect(strategyFinding({ ...CHAT, choices: undefined })).toEqual({
    verdict: "note",
    sentence:
      "The forwarder does not tell the strategy of /a/svs; more than two members need multicast, which a chat sets when it joins.",
  });
  expect(strategyFinding({ ...CHAT, local: false, choices: undefined })).toEqual({
    verdict: "note",
    sentence: `The strategy of /a/svs cannot be read or set from another machine; its operator sees to it: ${BY_HAND}.`,
  });
});
