import { parseArgs } from "node:util";

/** The parts of the suite, in the order in which they run. */
export const SECTIONS = ["matrix", "transport", "hosts", "latency"] as const;

export type Section = (typeof SECTIONS)[number];

/** What the command line asks for. */
export interface InteropArguments {
  readonly help: boolean;
  /** Beginnings of peers' ids; empty for all. */
  readonly peers: readonly string[];
  readonly forwarders: readonly string[];
  readonly sections: readonly Section[];
  /** Whether fixtures are to be written. */
  readonly record: boolean;
}

export const USAGE = `Usage: npm run interop [-- options]

Runs members of other implementations together with ours, and writes what it saw.

  --peer NAME        only peers whose name is or begins so; may be given again
  --forwarder NAME   only one forwarder: embedded or ndnd; may be given again
  --section NAME     only a part: ${SECTIONS.join(", ")}; may be given again
                     (with --peer or --forwarder: matrix, unless this says otherwise)
  --record           write octets of these peers into the tests' fixtures; no section runs
                     unless one is given
  --help             print this and leave
`;

/** @throws Error with a sentence for whoever typed it. */
export function parseArguments(argv: readonly string[]): InteropArguments {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      peer: { type: "string", multiple: true, default: [] },
      forwarder: { type: "string", multiple: true, default: [] },
      section: { type: "string", multiple: true, default: [] },
      record: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const { peer, forwarder, section, record, help } = values;
  const unknown = section.find((name) => !isSection(name));
  if (unknown !== undefined) {
    throw new Error(`There is no section ${unknown}; there are ${SECTIONS.join(", ")}.`);
  }
  const narrowed = peer.length > 0 || forwarder.length > 0;
  const unsaid = record ? [] : narrowed ? (["matrix"] as const) : SECTIONS;
  const sections = section.length > 0 ? section.filter(isSection) : unsaid;
  return { help, peers: peer, forwarders: forwarder, sections, record };
}

function isSection(name: string): name is Section {
  return (SECTIONS as readonly string[]).includes(name);
}
