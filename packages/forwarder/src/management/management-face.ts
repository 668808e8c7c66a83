import { type Component, Name } from "@ndn/packet";
import { Encoder, NNI } from "@ndn/tlv";
import { Face } from "../forwarding/face.js";
import { InterestPacketView } from "../packet/interest-packet-view.js";
import { nameUri } from "../packet/name-uri.js";
import { TlvType } from "../packet/tlv-type.js";
import { contentStoreModule } from "./content-store-module.js";
import { decodeControlParameters, encodeControlParameters } from "./control-parameters.js";
import { DatasetPublisher } from "./dataset-publisher.js";
import { faceModule } from "./face-module.js";
import type { CommandResult, ManagementContext, ManagementModule } from "./management-module.js";
import { localhopManagementPrefix, managementPrefix } from "./management-prefix.js";
import { MgmtType } from "./mgmt-type.js";
import { fibModule, ribModule } from "./rib-module.js";
import { signedData } from "./signed-data.js";
import { statusModule } from "./status-module.js";
import { strategyModule } from "./strategy-module.js";

/** Number of the face, as in NFD. */
const managementFaceId = 1;
/** Origin of the routes that the forwarder has of itself: NFD's "static". */
const originStatic = 255;

/** Components of a command: prefix (2), module, verb, ControlParameters. */
const moduleAt = 2;
const verbAt = 3;
const parametersAt = 4;

/**
 * The forwarder as an application of its own: what answers under `/localhost/nfd` as the NFD
 * Management protocol says. Commands are carried out before they are answered, in the order in which
 * they came. Any signature on a command is accepted, as NFD's default is for `rib`: whoever can connect
 * to a local face is trusted.
 */
export class ManagementFace extends Face {
  readonly #context: ManagementContext;
  readonly #modules: ReadonlyMap<string, ManagementModule>;
  readonly #datasets: DatasetPublisher;
  readonly #interest = new InterestPacketView();

  constructor(context: ManagementContext) {
    super(managementFaceId, "internal://", "internal://", "local", true);
    this.#context = context;
    this.#datasets = new DatasetPublisher(context.clock);
    this.#modules = new Map([
      ["rib", ribModule(context)],
      ["fib", fibModule(context)],
      ["strategy-choice", strategyModule(context)],
      ["faces", faceModule(context)],
      ["cs", contentStoreModule(context)],
      ["status", statusModule(context)],
    ]);
    context.core.addFace(this);
    for (const prefix of [managementPrefix, localhopManagementPrefix]) {
      context.core.addRoute(prefix.value, this, { origin: originStatic, cost: 0, flags: 0 });
    }
  }

  override sendInterest(packet: Uint8Array, ingress: Face): void {
    this.#interest.parse(packet);
    const nameValue = packet.subarray(this.#interest.nameStart, this.#interest.nameEnd);
    const answer = this.#answer(nameValue, ingress);
    if (answer !== undefined) {
      this.#context.core.receiveData(this, answer, 0, false);
    }
  }

  override sendData(): void {}
  override sendNack(): void {}
  override close(): void {}

  #answer(nameValue: Uint8Array, ingress: Face): Uint8Array | undefined {
    const name = new Name(nameValue);
    const published = this.#datasets.find(nameValue);
    if (published !== undefined) {
      return published;
    }
    const module = this.#modules.get(name.get(moduleAt)?.text ?? "");
    const verb = name.get(verbAt)?.text ?? "";
    const dataset = module?.datasets.get(verb);
    if (dataset !== undefined && managementPrefix.isPrefixOf(name)) {
      const filter = name.get(parametersAt);
      if (filter !== undefined && filter.type !== TlvType.GenericNameComponent) {
        // A version or segment that is no longer kept, or never was: there is no answer.
        return undefined;
      }
      const content = dataset(filter?.value);
      if (content !== undefined) {
        return this.#datasets.publish(nameValue, content);
      }
      return respond(nameValue, { code: 400, text: "The filter is missing or malformed" });
    }
    return respond(nameValue, this.#command(name, module, verb, ingress));
  }

  #command(name: Name, module: ManagementModule | undefined, verb: string, ingress: Face): CommandResult {
    if (!managementPrefix.isPrefixOf(name)) {
      return {
        code: 403,
        text: `Commands from other machines are not accepted: connect over loopback and use ${nameUri(managementPrefix.value)}`,
      };
    }
    const command = module?.commands.get(verb);
    if (command === undefined) {
      const known = [...(module?.commands.keys() ?? this.#modules.keys())].join(", ");
      const asked = nameUri(name.slice(moduleAt, verbAt + 1).value);
      return { code: 501, text: `${asked} is not known: there is ${known}` };
    }
    if (verb === "announce") {
      // The one command whose argument is not in the name.
      return command({}, ingress);
    }
    const parameters = decodeControlParameters(name.get(parametersAt)?.value ?? new Uint8Array(0));
    if (parameters === undefined) {
      return { code: 400, text: "ControlParameters are missing or malformed" };
    }
    if (!this.#interest.signed && !isSignedName(name)) {
      return {
        code: 403,
        text: "Commands must be signed: any signature will do, a SHA-256 digest is enough",
      };
    }
    return command(parameters, ingress);
  }
}

/**
 * Whether a name ends as command Interests did before Interests could carry signatures: with
 * timestamp, nonce, SignatureInfo and SignatureValue.
 */
function isSignedName(name: Name): boolean {
  const holds = (component: Component | undefined, type: number) => component?.value[0] === type;
  return (
    name.length >= parametersAt + 5 &&
    holds(name.get(-2), TlvType.SignatureInfo) &&
    holds(name.get(-1), TlvType.SignatureValue)
  );
}

function respond(nameValue: Uint8Array, { code, text, parameters }: CommandResult): Uint8Array {
  const content = Encoder.encode([
    MgmtType.ControlResponse,
    [MgmtType.StatusCode, NNI(code)],
    [MgmtType.StatusText, Buffer.from(text)],
    parameters === undefined ? undefined : encodeControlParameters(parameters),
  ]);
  return signedData(nameValue, content);
}
