import { type Component, Name } from "@ndn/packet";
import { type Encodable, Encoder } from "@ndn/tlv";
import { bestRouteStrategy } from "../forwarding/best-route-strategy.js";
import { multicastStrategy } from "../forwarding/multicast-strategy.js";
import type { Strategy } from "../forwarding/strategy.js";
import { nameUri } from "../packet/name-uri.js";
import { TlvType } from "../packet/tlv-type.js";
import type { Command, ManagementContext, ManagementModule } from "./management-module.js";
import { MgmtType } from "./mgmt-type.js";

const strategyPrefix = new Name("/localhost/nfd/strategy");
const base = nameUri(strategyPrefix.value);
/** The version of NFD's strategies that ours are like; earlier ones are taken for the same. */
const version = 5;
const strategies = new Map<string, Strategy>([
  ["best-route", bestRouteStrategy],
  ["multicast", multicastStrategy],
]);

/** The name under which a strategy is listed: as in NFD, with its version. */
function strategyName(strategy: Strategy): Uint8Array {
  const versionComponent = Uint8Array.of(TlvType.VersionNameComponent, 1, version);
  return Buffer.concat([strategyPrefix.append(strategy.name).value, versionComponent]);
}

/** `strategy-choice`: which strategy serves which prefix. */
export function strategyModule({ core }: ManagementContext): ManagementModule {
  const set: Command = ({ name, strategy }) => {
    if (name === undefined || strategy === undefined) {
      return { code: 400, text: "Name and Strategy are needed: say which prefix, and which strategy" };
    }
    const instance = new Name(strategy);
    const chosen = strategies.get(instance.get(strategyPrefix.length)?.text ?? "");
    if (!strategyPrefix.isPrefixOf(instance) || chosen === undefined) {
      return {
        code: 404,
        text: `There is no strategy ${nameUri(strategy)}: choose ${base}/multicast or ${base}/best-route`,
      };
    }
    if (!instance.slice(strategyPrefix.length + 1).comps.every(isKnownVersion)) {
      return {
        code: 404,
        text: `There is no ${nameUri(strategy)}: versions 1 to ${version} are known, without parameters; leave the version out`,
      };
    }
    core.strategies.set(name, chosen);
    return { code: 200, text: "OK", parameters: { name, strategy: strategyName(chosen) } };
  };

  const unset: Command = ({ name }) => {
    if (name === undefined) {
      return { code: 400, text: "Name is missing: say for which prefix" };
    }
    if (name.length === 0) {
      return { code: 400, text: "The strategy for / can be set to another, but not unset" };
    }
    core.strategies.unset(name);
    return { code: 200, text: "OK", parameters: { name } };
  };

  const list = (): Uint8Array =>
    Encoder.encode(
      core.strategies
        .entries()
        .map(
          ({ name, strategy }): Encodable => [
            MgmtType.DatasetItem,
            [TlvType.Name, name],
            [MgmtType.Strategy, [TlvType.Name, strategyName(strategy)]],
          ],
        ),
    );

  return {
    commands: new Map([
      ["set", set],
      ["unset", unset],
    ]),
    datasets: new Map([["list", list]]),
  };
}

function isKnownVersion({ type, value }: Component, place: number): boolean {
  return (
    place === 0 &&
    type === TlvType.VersionNameComponent &&
    value.length === 1 &&
    value[0]! >= 1 &&
    value[0]! <= version
  );
}
