import { Encoder, NNI } from "@ndn/tlv";
import { packetSizeMax } from "../packet/packet-size.js";
import type { Command, ManagementContext, ManagementModule } from "./management-module.js";
import { MgmtType } from "./mgmt-type.js";

const CsFlag = { EnableAdmit: 1, EnableServe: 2 } as const;
/** Data that one command erases at the most. NFD's limit. */
const eraseMax = 256;

/**
 * `cs`: the content store. Its capacity is kept in octets and told in packets of the largest size,
 * as the protocol wants it.
 */
export function contentStoreModule({ core }: ManagementContext): ManagementModule {
  const store = core.contentStore;
  const flags = () => (store.admits ? CsFlag.EnableAdmit : 0) | (store.serves ? CsFlag.EnableServe : 0);
  const capacity = () => Math.floor(store.byteLimit / packetSizeMax);

  const config: Command = (parameters) => {
    if ((parameters.flags === undefined) !== (parameters.mask === undefined)) {
      return { code: 409, text: "Flags and Mask are needed together: one says how, the other which" };
    }
    if (parameters.capacity !== undefined) {
      store.byteLimit = parameters.capacity * packetSizeMax;
    }
    const { flags: bits = 0, mask = 0 } = parameters;
    if ((mask & CsFlag.EnableAdmit) !== 0) {
      store.admits = (bits & CsFlag.EnableAdmit) !== 0;
    }
    if ((mask & CsFlag.EnableServe) !== 0) {
      store.serves = (bits & CsFlag.EnableServe) !== 0;
    }
    return { code: 200, text: "OK", parameters: { capacity: capacity(), flags: flags() } };
  };

  const erase: Command = ({ name, count }) => {
    if (name === undefined) {
      return { code: 400, text: "Name is missing: say under which prefix to erase" };
    }
    if (count === 0) {
      return { code: 400, text: "Count is 0: leave it out to erase all" };
    }
    const erased = store.erase(name, Math.min(count ?? eraseMax, eraseMax));
    return { code: 200, text: "OK", parameters: { name, count: erased } };
  };

  const info = (): Uint8Array =>
    Encoder.encode([
      MgmtType.DatasetItem,
      [MgmtType.Capacity, NNI(capacity())],
      [MgmtType.Flags, NNI(flags())],
      [MgmtType.NCsEntries, NNI(store.size)],
      [MgmtType.NHits, NNI(store.hits)],
      [MgmtType.NMisses, NNI(store.misses)],
    ]);

  return {
    commands: new Map([
      ["config", config],
      ["erase", erase],
    ]),
    datasets: new Map([["info", info]]),
  };
}
