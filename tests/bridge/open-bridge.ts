import type { SvSync, SvSyncOptions } from "@svs/core";
import { Bridge, type BridgeOptions } from "@svs/core/bridge";
import type { LinkOptions, MemberPorts, MemoryNetwork } from "@svs/transport-memory";
import { open } from "../member/group.js";

/** A member of a bridge: its group and dialect, and what else differs from the default. */
export type Side = Partial<Omit<SvSyncOptions, "transport" | "clock" | "random">>;

/** A bridge under test, with its members and what it has told. */
export interface OpenBridge {
  readonly bridge: Bridge;
  readonly members: readonly [SvSync, SvSync];
  /** `/alice#1 > /alice/32=…#1`, in order. */
  readonly carried: string[];
  /** `/alice#1 code`, in order. */
  readonly refused: string[];
}

/** Opens a bridge's members, each on a transport of its own. */
export async function openMembers(
  network: MemoryNetwork,
  name: string,
  sides: readonly [Side, Side],
  link: LinkOptions = { delay: 10 },
): Promise<readonly [SvSync, SvSync]> {
  const member = async (end: string, side: Side): Promise<SvSync> => {
    const ports = network.member(`${name}-${end}`, link);
    return (await open(network, name, ports, { ...side, read: false })).svs;
  };
  return [await member("a", sides[0]), await member("b", sides[1])];
}

/** Opens a bridge's members on one transport. */
export async function openMembersOn(
  network: MemoryNetwork,
  name: string,
  ports: MemberPorts,
  sides: readonly [Side, Side],
): Promise<readonly [SvSync, SvSync]> {
  const [a, b] = [
    await open(network, name, ports, { ...sides[0], read: false }),
    await open(network, name, ports, { ...sides[1], read: false }),
  ];
  return [a.svs, b.svs];
}

/** A bridge between open members. */
export async function connect(
  network: MemoryNetwork,
  members: readonly [SvSync, SvSync],
  options: BridgeOptions = {},
): Promise<OpenBridge> {
  const bridge = await network.complete(Bridge.between(...members, { clock: network.clock, ...options }));
  const carried: string[] = [];
  const refused: string[] = [];
  bridge.addEventListener("carried", ({ detail: { publication, as } }) => {
    carried.push(`${publication.from}#${publication.seqNo} > ${as.from}#${as.seqNo}`);
  });
  bridge.addEventListener("refused", ({ detail: { publication, error } }) => {
    refused.push(`${publication.from}#${publication.seqNo} ${error.code}`);
  });
  return { bridge, members, carried, refused };
}

/** A bridge with new members. */
export async function openBridge(
  network: MemoryNetwork,
  name: string,
  sides: readonly [Side, Side],
  link?: LinkOptions,
): Promise<OpenBridge> {
  return connect(network, await openMembers(network, name, sides, link));
}

/** The hop that a bridge's member adds to a publisher's name. */
export function hop(dialect: string, group = "group", bridge = "bridge"): string {
  return `32=via~${dialect}~~${group}~~${bridge}`;
}
