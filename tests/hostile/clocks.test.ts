import { AltUri, Name } from "@ndn/packet";
import { type MemoryNetwork, simulate } from "@svs/transport-memory";
import { expect, test } from "vitest";
import { type Member, open } from "../member/group.js";

const HOUR = 3_600_000;
const MINUTE = 60_000;

/** A member whose clock is ahead by so many milliseconds, and that has published. */
async function join(network: MemoryNetwork, name: string, skew = 0): Promise<Member> {
  const member = await open(network, name, network.member(name, { delay: 10, skew }));
  await network.complete(member.svs.publish("hello"));
  await network.settle();
  return member;
}

/** Whose rows a member knows. */
function known({ svs }: Member): string[] {
  return [...svs.getState()].map(({ node }) => AltUri.ofName(new Name(node)).slice(1));
}

function dropped({ svs }: Member): Record<string, number> {
  const all = Object.entries(svs.status.counters.dropped).filter(([, count]) => count > 0);
  return Object.fromEntries(all);
}

test("a clock that is 22 h 59 min ahead: its member is known, and read", () =>
  simulate("22 h 59 min", 1, async (network) => {
    const alice = await join(network, "alice");
    await join(network, "bob", 22 * HOUR + 59 * MINUTE);
    expect(known(alice)).toEqual(["bob", "alice"]);
    expect(alice.heard).toEqual(["bob#1 hello"]);
    expect(dropped(alice)).toEqual({});
  }));

test("23 h 30 min: its member is neither known nor passed on, but what it knows is used; half an hour later it is known", () =>
  simulate("23 h 30 min", 1, async (network) => {
    const [alice, carol] = [await join(network, "alice"), await join(network, "carol")];
    const reasons: string[] = [];
    alice.svs.addEventListener("suspicious", ({ detail: { reason, node } }) => {
      reasons.push(`${reason} ${AltUri.ofName(node)}`);
    });
    const bob = await join(network, "bob", 23 * HOUR + 30 * MINUTE);
    expect(known(alice)).toEqual(["alice", "carol"]);
    expect(known(carol)).toEqual(["alice", "carol"]);
    expect(new Set(reasons)).toEqual(new Set(["bootstrap-time /bob"]));
    // He hears the others, and from him alone Alice learns what Carol says.
    expect(bob.heard).toEqual(["alice#1 hello", "carol#1 hello"]);
    using _ = network.partition([["alice"], ["carol"]]);
    await network.complete(carol.svs.publish("do you hear?"));
    await network.until(() => alice.svs.getSeqNo("/carol") === 2, { within: 30_000 });
    expect(dropped(alice)["future-bootstrap"]).toBeUndefined();
    await network.advance(29 * MINUTE);
    expect(known(alice)).toEqual(["alice", "carol"]);
    await network.until(() => alice.heard.includes("bob#1 hello"), { within: 2 * MINUTE });
  }));

test("24 h 1 min: all that its member says is ignored, and it is known an hour later", () =>
  simulate("24 h 1 min", 1, async (network) => {
    const alice = await join(network, "alice");
    const bob = await join(network, "bob", 24 * HOUR + MINUTE);
    expect(known(alice)).toEqual(["alice"]);
    expect(Object.keys(dropped(alice))).toEqual(["future-bootstrap"]);
    expect(bob.heard).toEqual(["alice#1 hello"]);
    await network.advance(61 * MINUTE + 30_000);
    expect(known(alice)).toEqual(["bob", "alice"]);
  }));

test.each([
  ["ahead", 59 * MINUTE, 23 * HOUR + 58 * MINUTE],
  ["behind", -59 * MINUTE, 22 * HOUR + 59 * MINUTE],
])(
  "a member whose clock is 59 min %s passes on, and is passed, nothing that others must ignore",
  (_, skew, most) =>
    simulate(`59 min ${skew}`, 1, async (network) => {
      const [alice, bob] = [await join(network, "alice"), await join(network, "bob", skew)];
      await join(network, "carol", most);
      await network.advance(MINUTE);
      // One of them knows Carol, and the other one does not, or not yet.
      expect([known(alice), known(bob)].filter((names) => names.includes("carol"))).toHaveLength(1);
      expect([dropped(alice), dropped(bob)].flatMap(Object.keys)).toEqual(["bootstrap-time"]);
      await network.complete(alice.svs.publish("to bob"));
      await network.complete(bob.svs.publish("to alice"));
      await network.until(
        () => alice.heard.includes("bob#2 to alice") && bob.heard.includes("alice#2 to bob"),
        {
          within: 1000,
        },
      );
    }),
);
