import { SvSync, type SvSyncOptions } from "@svs/core";
import type { LinkOptions, MemberPorts, MemoryNetwork } from "@svs/transport-memory";

/** A member under test, with what it has handed to its application. */
export interface Member {
  readonly svs: SvSync;
  /** `alice#1 text`, in the order of delivery. */
  readonly heard: string[];
  /** Set when reading ended with an error. */
  failure: unknown;
}

type MemberOptions = Partial<Omit<SvSyncOptions, "transport" | "clock" | "random">> & { read?: boolean };

/** Opens a member on ports of the network, and reads its publications. */
export async function open(
  network: MemoryNetwork,
  name: string,
  ports: MemberPorts,
  { read = true, ...options }: MemberOptions = {},
): Promise<Member> {
  const svs = await network.complete(
    SvSync.open({ group: "/group", node: `/${name}`, ...options, ...ports }),
  );
  const member: Member = { svs, heard: [], failure: undefined };
  if (read) {
    void listen(member);
  }
  return member;
}

async function listen(member: Member): Promise<void> {
  try {
    for await (const publication of member.svs.publications()) {
      member.heard.push(`${publication.from.slice(1)}#${publication.seqNo} ${publication.text()}`);
    }
  } catch (error) {
    member.failure = error;
  }
}

/** Members around one forwarder. */
export async function openStar<const N extends string>(
  network: MemoryNetwork,
  names: readonly N[],
  link: LinkOptions = { delay: 10 },
  options: MemberOptions = {},
): Promise<Record<N, Member>> {
  const ports = network.star(names, link);
  const members: Partial<Record<N, Member>> = {};
  for (const name of names) {
    members[name] = await open(network, name, ports[name], options);
  }
  return members as Record<N, Member>;
}
