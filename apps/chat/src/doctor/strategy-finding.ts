import { AltUri, Name } from "@ndn/packet";
import type { StrategyChoice } from "@svs/transport-nfd/status";
import { shownName } from "../chat-name.js";
import type { Finding } from "./finding.js";

/** What is known of a forwarder's strategies. */
export interface StrategyEvidence {
  readonly group: Name;
  /** The sync prefix of the dialect that the chat speaks by itself. */
  readonly syncPrefix: Name;
  /** Whether the forwarder is on this machine. */
  readonly local: boolean;
  /** `undefined` if the forwarder does not tell. */
  readonly choices: readonly StrategyChoice[] | undefined;
  /** Whether there are members that suffer if it is the wrong one. */
  readonly peopled: boolean;
}

const STRATEGIES = new Name("/localhost/nfd/strategy");
const MULTICAST = STRATEGIES.append("multicast");

/** Judges the strategy of the group: only multicast brings a Sync Interest to all members. */
export function strategyFinding({ group, syncPrefix, local, choices, peopled }: StrategyEvidence): Finding {
  const shownGroup = shownName(group);
  if (!local) {
    return {
      verdict: "note",
      sentence: `The strategy of ${shownGroup} cannot be read or set from another machine; its operator sees to it: ${commands(syncPrefix)}.`,
    };
  }
  const choice = longestMatch(choices, syncPrefix);
  if (choice === undefined) {
    return {
      verdict: "note",
      sentence: `The forwarder does not tell the strategy of ${shownGroup}; more than two members need multicast, which a chat sets when it joins.`,
    };
  }
  const { prefix, strategy } = choice;
  const chosen = `chosen for ${prefix.length === 0 ? "all names" : AltUri.ofName(prefix)}`;
  if (MULTICAST.isPrefixOf(strategy)) {
    return { verdict: "ok", sentence: `The strategy of ${shownGroup} is multicast, ${chosen}.` };
  }
  const is = `The strategy of ${shownGroup} is ${strategyWord(strategy)}, ${chosen}`;
  return peopled
    ? {
        verdict: "warning",
        sentence: `${is}, which keeps Sync Interests from all members but one; a chat that joins sets multicast, or by hand: ${commands(syncPrefix)}.`,
      }
    : { verdict: "note", sentence: `${is}; a chat sets multicast when it joins.` };
}

function longestMatch(
  choices: readonly StrategyChoice[] | undefined,
  name: Name,
): StrategyChoice | undefined {
  return choices
    ?.filter(({ prefix }) => prefix.isPrefixOf(name))
    .reduce<StrategyChoice | undefined>(
      (longest, each) => (longest && longest.prefix.length > each.prefix.length ? longest : each),
      undefined,
    );
}

function strategyWord(strategy: Name): string {
  return STRATEGIES.isPrefixOf(strategy) && strategy.length > STRATEGIES.length
    ? strategy.at(STRATEGIES.length).text
    : shownName(strategy);
}

/** For those who run the forwarder. */
function commands(prefix: Name): string {
  const uri = AltUri.ofName(prefix);
  const multicast = AltUri.ofName(MULTICAST);
  return `nfdc strategy set prefix ${uri} strategy ${multicast} (NDNd: ndnd fw strategy-set prefix=${uri} strategy=${multicast})`;
}
