import { Interest, LLSign, Name, Signer, SigType } from "@ndn/packet";
import { type Dialect, digestSigning, type SyncSender } from "@svs/core";
import {
  ndnd,
  python,
  python02,
  python02Shared,
  pythonShared,
  v2,
  v2Shared,
  v3Shared,
} from "@svs/core/dialects";
import { StateVector } from "@svs/tlv";
import { type MemoryNetwork, simulate } from "@svs/transport-memory";
import { describe, expect, test } from "vitest";
import { dialectFindings } from "../../src/doctor/dialect-findings.js";
import type { Finding } from "../../src/doctor/finding.js";
import { GroupListener } from "../../src/doctor/group-listener.js";
import { Log } from "../../src/log.js";

const GROUP = new Name("/svs");

interface Sent {
  readonly dialect: Dialect;
  readonly vector: Uint8Array;
  readonly signer?: Signer | undefined;
  readonly sender?: SyncSender | undefined;
}

/** What a listener makes of Sync Interests, and of other Interests, that come over a network. */
class Hearing {
  readonly debug: string[] = [];

  static async of(
    network: MemoryNetwork,
    sent: readonly (Sent | Interest)[],
    group = GROUP,
  ): Promise<Hearing> {
    const { doctor, member } = network.star(["doctor", "member"]);
    const hearing = new Hearing(
      group,
      await GroupListener.open({
        group,
        clock: doctor.clock,
        random: doctor.random,
        log: new Log("debug", (_, sentence) => hearing.debug.push(sentence)),
      }),
    );
    const { listener } = hearing;
    await network.complete(
      doctor.transport.serve(group, (interest) => void listener.hear(interest), { multicast: group }),
    );
    for (const each of sent) {
      const interest =
        each instanceof Interest
          ? each
          : await each.dialect.makeSyncInterest({
              ...each,
              group,
              signer: each.signer ?? each.dialect.syncSigning ?? digestSigning,
              random: member.random,
            });
      member.transport.send(interest);
    }
    await network.settle();
    return hearing;
  }

  private constructor(
    private readonly group: Name,
    readonly listener: GroupListener,
  ) {}

  get findings(): Finding[] {
    const { group } = this;
    return dialectFindings({ group, listen: 3_000, heard: this.listener.heard, registered: 0 });
  }
}

/** A vector with one publication of each node. */
function vectorOf({ form, hasBootstrapTime }: Dialect, nodes: readonly string[], boot = 1_700_000_000) {
  const vector = new StateVector();
  for (const node of nodes) {
    vector.set(new Name(node).value, hasBootstrapTime ? boot : 0, 1);
  }
  return vector.encode(form);
}

/** Signs with something else than the digest. */
function strangeSigner(type: number): Signer {
  return {
    async sign(packet) {
      Signer.putSigInfo(packet, type, false);
      await packet[LLSign.OP](async () => new Uint8Array(32));
    },
  };
}

const JOIN = "; to talk with them: svs-chat";
const NOT_SPOKEN = ", which the chat does not speak; a program can, with @svs/core/dialects";

describe("a listener", () => {
  test.each([
    [v3Shared, "ok", "v3", ", the chat's own dialect"],
    [v2, "warning", "v2 (the C++ library, NDNts)", `${JOIN} --dialect v2`],
    [v2Shared, "warning", "v2-shared (the C++ library)", NOT_SPOKEN],
    [python, "warning", "python (ndn-svs 0.3)", `${JOIN} --dialect python`],
    [pythonShared, "warning", "python (ndn-svs 0.3)", `${JOIN} --dialect python`],
    [python02, "warning", "python-0.2 (SVSync of ndn-svs 0.2)", NOT_SPOKEN],
    [python02Shared, "warning", "python-0.2 (ndn-svs 0.2 and its chat)", `${JOIN} --dialect python-0.2`],
    [ndnd, "warning", "ndnd (NDNd's SvsALO)", NOT_SPOKEN],
  ] as const)("knows $name by its Sync Interests, and counts members once", (dialect, verdict, title, end) =>
    simulate("a listener knows dialects", 1, async (network) => {
      const vector = vectorOf(dialect, ["/a", "/b"]);
      const other = vectorOf(dialect, ["/b", "/c"]);
      const { findings } = await Hearing.of(network, [
        { dialect, vector },
        { dialect, vector: other },
      ]);
      expect(findings).toEqual([{ verdict, sentence: `Heard ${title} in /svs (3 members)${end}.` }]);
    }),
  );

  test("tells all that were heard, and where to go from another group", () =>
    simulate("a listener hears two", 2, async (network) => {
      const { findings, listener } = await Hearing.of(
        network,
        [
          { dialect: pythonShared, vector: vectorOf(pythonShared, ["/p"]) },
          { dialect: v3Shared, vector: vectorOf(v3Shared, []) },
        ],
        new Name("/a/b"),
      );
      expect(findings.map(({ sentence }) => sentence)).toEqual([
        "Heard v3 in /a/b (nothing published yet), the chat's own dialect.",
        "Heard python (ndn-svs 0.3) in /a/b (1 member); to talk with them: svs-chat -gp /a/b --dialect python.",
      ]);
      expect(listener.syncPrefixes.map(String)).toContain("/8=a/8=b/8=sync");
    }));

  test("says so if a vector is only a part", () =>
    simulate("a listener hears a part", 3, async (network) => {
      const nodes = Array.from({ length: 300 }, (_, i) => `/a-rather-long-name-of-a-member/${i}`);
      const sender = { node: new Name("/a"), bootstrapTime: 0, servesParts: true };
      const hearing = await Hearing.of(network, [
        { dialect: python, vector: vectorOf(python, nodes), sender },
      ]);
      const { members, partial } = hearing.listener.heard[0]!;
      expect(partial).toBe(true);
      expect(members).toBeLessThan(300);
      expect(hearing.findings[0]!.sentence).toContain(`(more than ${members} members)`);
    }));

  test("keeps what nobody can use apart from what is spoken", () =>
    simulate("a listener hears damage", 4, async (network) => {
      const vector = vectorOf(v3Shared, ["/a"]);
      const { findings } = await Hearing.of(network, [
        { dialect: v3Shared, vector: Uint8Array.of(202, 0) },
        { dialect: v3Shared, vector: Uint8Array.of(201, 1, 0) },
        { dialect: v3Shared, vector, signer: strangeSigner(SigType.Sha256) },
        { dialect: v2, vector: vectorOf(v2, ["/a"]), signer: strangeSigner(SigType.HmacWithSha256) },
      ]);
      expect(findings).toEqual([
        {
          verdict: "warning",
          sentence:
            "Heard 3 Sync Interests of v3 in /svs that are malformed or damaged, which everybody ignores; --log-level debug shows them.",
        },
        {
          verdict: "warning",
          sentence:
            "Heard 1 Sync Interest of v2 (the C++ library, NDNts) in /svs signed with keys, which a chat without them ignores; to join a private room: --secret, and a program: the option syncVerifier of @svs/core.",
        },
      ]);
    }));

  test("takes what is unsigned where the peers send it so", () =>
    simulate("a listener hears unsigned", 5, async (network) => {
      const unsigned: Signer = { sign: () => Promise.resolve() };
      const vector = vectorOf(v2, ["/a"]);
      const { findings } = await Hearing.of(network, [{ dialect: v2, vector, signer: unsigned }]);
      expect(findings[0]!.sentence).toMatch(/^Heard v2 .* \(1 member\)/);
    }));

  test("notes bootstrap times, and the clocks of senders that tell the time", () =>
    simulate("a listener notes clocks", 6, async (network) => {
      const ahead = 7_000;
      const dated: Signer = {
        sign(packet) {
          packet.sigInfo!.time = network.clockFor("member").wall() + ahead;
          return digestSigning.sign(packet);
        },
      };
      const { listener } = await Hearing.of(network, [
        { dialect: v3Shared, vector: vectorOf(v3Shared, ["/a"], 1_800_000_000) },
        { dialect: v2, vector: vectorOf(v2, ["/a"]), signer: dated },
      ]);
      expect(listener.heard.map(({ latestBootstrap }) => latestBootstrap)).toEqual([1_800_000_000_000, 0]);
      expect(listener.heard.map(({ clocksAhead }) => clocksAhead)).toEqual([[], [ahead]]);
    }));

  test("leaves other Interests alone", () =>
    simulate("a listener leaves others alone", 7, async (network) => {
      const names = ["/svs/data/bob/1", "/svs/54=%03", "/svs/54=%04/2=%AA", "/svs/s", "/svs"];
      const hearing = await Hearing.of(
        network,
        names.map((name) => new Interest(name)),
      );
      expect(hearing.listener.heard).toEqual([]);
      expect(hearing.debug).toHaveLength(names.length);
    }));
});

test.each([
  [
    3_000,
    0,
    "Nobody was heard in /x during 3 s: begin with svs-chat -gp /x -n NAME, or look in another group with -gp PREFIX; --listen 33 waits for idle ones to announce.",
  ],
  [
    40_000,
    0,
    "Nobody was heard in /x during 40 s: begin with svs-chat -gp /x -n NAME, or look in another group with -gp PREFIX.",
  ],
  [
    3_000,
    1,
    "Nobody was heard in /x during 3 s, though one program has registered it at the forwarder: nothing may have been published yet; --listen 33 waits for idle ones to announce.",
  ],
  [
    40_000,
    2,
    "Nobody was heard in /x during 40 s, though 2 programs have registered it at the forwarder: nothing may have been published yet.",
  ],
])("when nobody was heard during %d ms and %d have registered", (listen, registered, sentence) => {
  const group = new Name("/x");
  expect(dialectFindings({ group, listen, heard: [], registered })).toEqual([{ verdict: "note", sentence }]);
});
