import { MemoryNetwork } from "@svs/transport-memory";
import type { Attack } from "./attacks.js";
import type { Implementation, Peer } from "./peer.js";
import { Mallory } from "./stage.js";
import { withVirtualGlobals } from "./virtual-globals.js";

/** What became of two honest members under an attack. */
export interface Outcome {
  /** Rows of Alice's vector that neither she nor Bob has begun. */
  readonly strangeRows: number;
  /** Whether Alice believes what was claimed in a row of hers or of Bob's. */
  readonly believesLie: boolean;
  /** Sync Interests that the two sent, from the attack to a minute after it. */
  readonly sent: number;
  /** Whether Bob learns of what Alice publishes after the attack, and Alice of what Bob does. */
  readonly aliceHeard: boolean;
  readonly bobHeard: boolean;
  /** Exceptions that nobody caught: most programs end at the first one. */
  readonly uncaught: readonly string[];
}

/** How long is looked at after an attack, and after a publication, in milliseconds. */
const AFTERMATH = 60_000;

/** Runs an attack on two members of an implementation, in virtual time. */
export async function runAttack(implementation: Implementation, attack: Attack, seed = 1): Promise<Outcome> {
  const network = new MemoryNetwork({ seed });
  const uncaught: string[] = [];
  const onUncaught = (error: unknown): void => void uncaught.push(String(error));
  process.on("unhandledRejection", onUncaught);
  const ports = network.star(["alice", "bob", "mallory"], { delay: 10 });
  try {
    return await withVirtualGlobals(network.clock, ports.mallory.random, async () => {
      const alice = await network.complete(implementation.join("/alice", ports.alice));
      const bob = await network.complete(implementation.join("/bob", ports.bob));
      await network.complete(alice.publish());
      await network.complete(bob.publish());
      await network.advance(5000);
      const begun = network.log.length;
      await attack.run({ alice, bob, mallory: new Mallory(network, ports.mallory) });
      await network.advance(AFTERMATH);
      const sent = [...network.log].slice(begun).filter(isSyncInterest).length;
      const known = alice.rows();
      const honest = [alice.row, bob.row];
      return {
        strangeRows: [...known.keys()].filter((row) => !honest.includes(row)).length,
        believesLie: honest.some((row) => (known.get(row) ?? 0) > 1),
        sent,
        aliceHeard: await isHeard(network, alice, bob),
        bobHeard: await isHeard(network, bob, alice),
        uncaught,
      };
    });
  } finally {
    process.off("unhandledRejection", onUncaught);
  }
}

async function isHeard(network: MemoryNetwork, speaker: Peer, listener: Peer): Promise<boolean> {
  const before = listener.learnt.length;
  const seqNo = await network.complete(speaker.publish()).catch(() => undefined);
  await network.advance(AFTERMATH);
  const { row } = speaker;
  return listener.learnt
    .slice(before)
    .some((learnt) => learnt.row === row && learnt.low <= seqNo! && seqNo! <= learnt.high);
}

/** A line of the packet log. */
function isSyncInterest(line: string): boolean {
  return /^\S+ (alice|bob) > hub interest \/group\//.test(line);
}
