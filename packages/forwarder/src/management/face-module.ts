import { type Encodable, Encoder, NNI } from "@ndn/tlv";
import type { Face } from "../forwarding/face.js";
import { packetSizeMax } from "../packet/packet-size.js";
import { TlvCursor } from "../packet/tlv-cursor.js";
import type { Command, ManagementContext, ManagementModule } from "./management-module.js";
import { MgmtType } from "./mgmt-type.js";

/** All faces come and go with what connects to the forwarder. NFD's number for that. */
const onDemand = 1;
const pointToPoint = 0;

/** `faces`: who is connected. */
export function faceModule({ core, uris }: ManagementContext): ManagementModule {
  const create: Command = () => ({
    code: 501,
    text: "This forwarder serves one machine and connects to no other: run NFD or NDNd for that",
  });

  const update: Command = ({ faceId, flags = 0, mask = 0, facePersistency }, ingress) => {
    const face = faceId === undefined || faceId === 0 ? ingress : core.faces.get(faceId);
    if (face === undefined) {
      return { code: 404, text: `There is no face ${faceId}` };
    }
    if ((flags & mask) !== 0 || (facePersistency ?? onDemand) !== onDemand) {
      return {
        code: 409,
        text: "Local fields, link reliability, congestion marking and other persistencies are not supported",
        parameters: { flags, mask, facePersistency },
      };
    }
    return { code: 200, text: "OK", parameters: { faceId: face.id, facePersistency: onDemand, flags: 0 } };
  };

  const destroy: Command = ({ faceId }) => {
    if (faceId === undefined) {
      return { code: 400, text: "FaceId is missing: say which face to close" };
    }
    const face = core.faces.get(faceId);
    if (face?.internal) {
      return { code: 403, text: `Face ${faceId} belongs to the forwarder` };
    }
    if (face !== undefined) {
      face.close();
      core.removeFace(face);
    }
    // As in NFD, to close what is not there is no error.
    return { code: 200, text: "OK", parameters: { faceId } };
  };

  const encodeFaces = (faces: Iterable<Face>): Uint8Array =>
    Encoder.encode(Array.from(faces, (face) => [MgmtType.DatasetItem, ...faceStatus(face)] as Encodable));

  const channels = (): Uint8Array =>
    Encoder.encode(
      uris().map((uri): Encodable => [MgmtType.ChannelStatus, [MgmtType.LocalUri, Buffer.from(uri)]]),
    );

  return {
    commands: new Map([
      ["create", create],
      ["update", update],
      ["destroy", destroy],
    ]),
    datasets: new Map([
      ["list", () => encodeFaces(core.faces.values())],
      [
        "query",
        (filter: Uint8Array | undefined) => {
          const matches = filter && decodeFilter(filter);
          return matches && encodeFaces([...core.faces.values()].filter(matches));
        },
      ],
      ["channels", channels],
    ]),
  };
}

function scopeNumber(face: Face): number {
  return face.scope === "local" ? 1 : 0;
}

function faceStatus(face: Face): Encodable[] {
  const { counters } = face;
  return [
    [MgmtType.FaceId, NNI(face.id)],
    [MgmtType.Uri, Buffer.from(face.remoteUri)],
    [MgmtType.LocalUri, Buffer.from(face.localUri)],
    [MgmtType.FaceScope, NNI(scopeNumber(face))],
    [MgmtType.FacePersistency, NNI(onDemand)],
    [MgmtType.LinkType, NNI(pointToPoint)],
    [MgmtType.Mtu, NNI(packetSizeMax)],
    [MgmtType.NInInterests, NNI(counters.inInterests)],
    [MgmtType.NInData, NNI(counters.inData)],
    [MgmtType.NInNacks, NNI(counters.inNacks)],
    [MgmtType.NOutInterests, NNI(counters.outInterests)],
    [MgmtType.NOutData, NNI(counters.outData)],
    [MgmtType.NOutNacks, NNI(counters.outNacks)],
    [MgmtType.NInBytes, NNI(counters.inOctets)],
    [MgmtType.NOutBytes, NNI(counters.outOctets)],
    [MgmtType.Flags, NNI(0)],
  ];
}

/** @returns undefined if `octets` are no well-formed FaceQueryFilter. */
function decodeFilter(octets: Uint8Array): ((face: Face) => boolean) | undefined {
  const outer = new TlvCursor().reset(octets);
  if (!outer.next() || outer.type !== MgmtType.FaceQueryFilter) {
    return undefined;
  }
  const tests: ((face: Face) => boolean)[] = [];
  const field = new TlvCursor().reset(octets, outer.valueStart, outer.valueEnd);
  while (field.next()) {
    const number = field.nonNegativeInteger();
    const text = Buffer.from(field.value()).toString();
    switch (field.type) {
      case MgmtType.FaceId:
        tests.push((face) => face.id === number);
        break;
      case MgmtType.UriScheme:
        tests.push((face) => face.remoteUri.startsWith(`${text}:`) || face.localUri.startsWith(`${text}:`));
        break;
      case MgmtType.Uri:
        tests.push((face) => face.remoteUri === text);
        break;
      case MgmtType.LocalUri:
        tests.push((face) => face.localUri === text);
        break;
      case MgmtType.FaceScope:
        tests.push((face) => scopeNumber(face) === number);
        break;
      case MgmtType.FacePersistency:
        tests.push(() => number === onDemand);
        break;
      case MgmtType.LinkType:
        tests.push(() => number === pointToPoint);
        break;
    }
  }
  return field.malformed ? undefined : (face) => tests.every((test) => test(face));
}
