import { Name } from "@ndn/packet";
import { type Encodable, Encoder, NNI } from "@ndn/tlv";
import type { Face } from "../forwarding/face.js";
import { type Route, RouteFlag } from "../forwarding/rib.js";
import { nameUri } from "../packet/name-uri.js";
import { TlvType } from "../packet/tlv-type.js";
import type { ControlParameters } from "./control-parameters.js";
import type { Command, ManagementContext, ManagementModule } from "./management-module.js";
import { managementPrefix } from "./management-prefix.js";
import { MgmtType } from "./mgmt-type.js";

/** Components of the longest prefix that can be registered. NFD's limit. */
const prefixDepthMax = 32;
/** Origin of routes that applications register for themselves. */
const originApp = 0;

/** `rib`: applications say which prefixes they serve. */
export function ribModule({ core, clock, limits }: ManagementContext): ManagementModule {
  /** The face that a command is about: the one it names, or the one it came from. */
  const subject = ({ faceId }: ControlParameters, ingress: Face): Face | undefined =>
    faceId === undefined || faceId === 0 ? ingress : core.faces.get(faceId);

  const register: Command = (parameters, ingress) => {
    const {
      name,
      origin = originApp,
      cost = 0,
      flags = RouteFlag.ChildInherit,
      expirationPeriod,
    } = parameters;
    if (name === undefined) {
      return { code: 400, text: "Name is missing: say which prefix to register" };
    }
    const prefix = new Name(name);
    if (prefix.length > prefixDepthMax) {
      return {
        code: 414,
        text: `A prefix may have ${prefixDepthMax} components, this one has ${prefix.length}`,
      };
    }
    if (managementPrefix.isPrefixOf(prefix)) {
      return { code: 403, text: `${nameUri(managementPrefix.value)} belongs to the forwarder` };
    }
    if ((flags & ~(RouteFlag.ChildInherit | RouteFlag.Capture)) !== 0) {
      return { code: 400, text: `Flags ${flags} are not known: 1 is ChildInherit, 2 is Capture` };
    }
    const face = subject(parameters, ingress);
    if (face === undefined || face.internal) {
      return { code: 410, text: `There is no face ${parameters.faceId}` };
    }
    if (face.routes >= limits.routesPerFace && !core.rib.has(name, face, origin)) {
      return {
        code: 403,
        text: `This face has registered ${limits.routesPerFace} prefixes, which is the limit`,
      };
    }
    core.addRoute(name, face, { origin, cost, flags, expirationPeriod });
    return {
      code: 200,
      text: "OK",
      parameters: { name, faceId: face.id, origin, cost, flags, expirationPeriod },
    };
  };

  const unregister: Command = (parameters, ingress) => {
    const { name, origin = originApp } = parameters;
    if (name === undefined) {
      return { code: 400, text: "Name is missing: say which prefix to unregister" };
    }
    const face = subject(parameters, ingress);
    if (face === undefined || face.internal) {
      return { code: 410, text: `There is no face ${parameters.faceId}` };
    }
    // As in NFD, to take out what is not there is no error.
    core.rib.unregister(name, face, origin);
    return { code: 200, text: "OK", parameters: { name, faceId: face.id, origin } };
  };

  const announce: Command = () => ({
    code: 501,
    text: "Prefix announcements are not supported: use rib/register",
  });

  const list = (): Uint8Array => {
    const now = clock.monotonic();
    const route = ({ face, origin, cost, flags, deadline }: Route): Encodable => [
      MgmtType.Route,
      [MgmtType.FaceId, NNI(face.id)],
      [MgmtType.Origin, NNI(origin)],
      [MgmtType.Cost, NNI(cost)],
      [MgmtType.Flags, NNI(flags)],
      deadline === Number.POSITIVE_INFINITY
        ? undefined
        : [MgmtType.ExpirationPeriod, NNI(Math.max(0, Math.round(deadline - now)))],
    ];
    return Encoder.encode(
      core.rib
        .entries()
        .filter((entry) => entry.routes.some(({ face }) => !face.internal))
        .map(
          (entry): Encodable => [
            MgmtType.DatasetItem,
            [TlvType.Name, entry.name],
            ...entry.routes.map(route),
          ],
        ),
    );
  };

  return {
    commands: new Map([
      ["register", register],
      ["unregister", unregister],
      ["announce", announce],
    ]),
    datasets: new Map([["list", list]]),
  };
}

/** `fib`: what follows from the routes. */
export function fibModule({ core }: ManagementContext): ManagementModule {
  const refuse: Command = () => ({
    code: 501,
    text: "Next hops follow from the routes here: use rib/register and rib/unregister",
  });
  const list = (): Uint8Array =>
    Encoder.encode(
      core.rib
        .entries()
        .map(
          (entry): Encodable => [
            MgmtType.DatasetItem,
            [TlvType.Name, entry.name],
            ...core.rib
              .nextHopsOf(entry)
              .map(
                ({ face, cost }): Encodable => [
                  MgmtType.Route,
                  [MgmtType.FaceId, NNI(face.id)],
                  [MgmtType.Cost, NNI(cost)],
                ],
              ),
          ],
        ),
    );
  return {
    commands: new Map([
      ["add-nexthop", refuse],
      ["remove-nexthop", refuse],
    ]),
    datasets: new Map([["list", list]]),
  };
}
