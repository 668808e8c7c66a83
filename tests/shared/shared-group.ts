import { generateSigningKey, HMAC } from "@ndn/keychain";
import type { Publication } from "@svs/core";
import { SvSyncShared, type SvSyncSharedOptions } from "@svs/shared";
import type { MemberPorts, MemoryNetwork } from "@svs/transport-memory";

/** Every test's group. */
export const GROUP = "/group";

/** A sharing member, with what it has handed to its application. */
export interface Sharer {
  readonly svs: SvSyncShared;
  readonly heard: Publication[];
}

/** Options of members that have a key in common, and of a stranger that has none. */
export async function groupKey(): Promise<Partial<SvSyncSharedOptions>> {
  const [signer, verifier] = await generateSigningKey("/key", HMAC);
  return {
    syncSigner: signer,
    syncVerifier: verifier,
    publicationSigner: signer,
    publicationVerifier: verifier,
  };
}

/** Opens a member, and reads what it gets. */
export async function share(
  network: MemoryNetwork,
  name: string,
  ports: MemberPorts,
  options: Partial<SvSyncSharedOptions> = {},
): Promise<Sharer> {
  const svs = await network.complete(
    SvSyncShared.open({ group: GROUP, node: `/${name}`, ...options, ...ports }),
  );
  const heard: Publication[] = [];
  void (async () => {
    for await (const publication of svs.publications()) {
      heard.push(publication);
    }
  })();
  return { svs, heard };
}
