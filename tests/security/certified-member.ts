import type { Signer } from "@ndn/packet";
import type { SvSyncOptions, Verifier } from "@svs/core";
import { TrustAnchor, type TrustAnchorOptions } from "@svs/security";
import type { MemberPorts, MemoryNetwork } from "@svs/transport-memory";
import { type Member, open } from "../member/group.js";

/** A member of a group with a trust anchor, with the reasons for which it has refused what. */
export interface CertifiedMember extends Member {
  readonly trust: TrustAnchor;
  readonly ports: MemberPorts;
  readonly rejected: string[];
}

export interface CertifiedOptions extends Omit<TrustAnchorOptions, "transport"> {
  svs?: Partial<SvSyncOptions> | undefined;
  /** What checks Sync Interests, made of what does by default. */
  around?: ((verifier: Verifier) => Verifier) | undefined;
}

/** A member on a link of 10 ms, under the name of its node without the slash at its beginning. */
export async function openCertified(
  network: MemoryNetwork,
  node: string,
  signer: Signer,
  { svs, around, ...options }: CertifiedOptions,
): Promise<CertifiedMember> {
  const name = node.slice(1).replaceAll("/", "-");
  const ports = network.member(name, { delay: 10 });
  const trust = await network.complete(TrustAnchor.open({ ...ports, ...options }));
  const security = trust.security(signer);
  const syncVerifier = around?.(security.syncVerifier) ?? security.syncVerifier;
  const member = await open(network, name, ports, { ...security, syncVerifier, node, ...svs });
  const rejected: string[] = [];
  member.svs.addEventListener("rejected", ({ detail: { packet, reason } }) => {
    rejected.push(`${packet} ${reason}`);
  });
  return Object.assign(member, { trust, ports, rejected });
}
