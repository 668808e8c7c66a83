import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { v3 } from "@svs/core";
import { type RunningNdnd, startNdnd } from "../forwarder/ndnd.js";
import { installGo } from "../install/install-go.js";
import { bundle } from "../peer/bundle.js";
import { LineProcess } from "../peer/line-process.js";
import { MemberProcess } from "../peer/member-process.js";
import { ourProgram } from "../peer/ours.js";
import type { Program } from "../peer/peer-kind.js";
import { Namespace } from "./namespace.js";

const RELAY = fileURLToPath(new URL("../../programs/hosts/relay.ts", import.meta.url));

/** The members' group. */
const GROUP = "/room";

/** Port of every forwarder. */
const NDN_PORT = 6363;
/** Ports of the relay: towards the host that it is on, and towards the next one. */
const RELAY_PORTS = { near: 7000, far: 7001 };
/** Ports of plain datagrams to the n-th host: at both ends, and of the relay on their way. */
const PLAIN_PORTS = { asks: 8000, answers: 8100, near: 8200, far: 8300 };

/** A machine in the line, with its forwarder. A member on it has its name as node prefix. */
export interface Host {
  readonly name: string;
  readonly namespace: Namespace;
  readonly forwarder: RunningNdnd;
}

/** What lies between the first two forwarders beside the cable. */
export interface RelayOptions {
  /** Milliseconds, each way. */
  readonly delay: number;
  /** Share of the datagrams that are lost, each way. */
  readonly loss: number;
  readonly seed: number;
}

/** What may be different about a line. */
export interface LineOptions {
  /** Where given, all between the first two hosts passes through it. */
  readonly relay?: RelayOptions | undefined;
  /** Whether the forwarders take registrations from other hosts. By default not. */
  readonly localhop?: boolean | undefined;
}

/**
 * Hosts in a line, each a network namespace with an NDNd of its own, joined by cables through a switch. The
 * forwarders have unicast faces to their neighbours, routes for the group and for every member both ways,
 * and the multicast strategy for the group: all of it set by NDNd's own tool, as an operator would.
 */
export class HostLine implements AsyncDisposable {
  readonly hosts: Host[] = [];
  /** In the order in which they were made. */
  private readonly parts: AsyncDisposable[] = [];
  private relay: LineProcess | undefined;

  private constructor(
    private readonly directory: string,
    private readonly ndnd: string,
    private readonly wire: Namespace,
  ) {}

  /**
   * @param names - of the hosts, from left to right.
   * @throws NotInstalled where there can be no network namespaces, or no NDNd.
   */
  static async open(names: readonly string[], options: LineOptions = {}): Promise<HostLine> {
    const { ndnd } = await installGo();
    const wire = await Namespace.create();
    const line = new HostLine(await mkdtemp(join(tmpdir(), "svs-hosts-")), ndnd, wire);
    line.parts.push(wire);
    try {
      await line.build(names, options);
      return line;
    } catch (error) {
      await line[Symbol.asyncDispose]();
      throw error;
    }
  }

  /**
   * How plain datagrams get from the first host to another: those that `from` sends to `to` come out at `at`.
   * Like those of the forwarders they pass through the relay, if there is one.
   */
  plainPath(host: Host): { readonly from: string; readonly to: string; readonly at: string } {
    const n = this.hosts.indexOf(host);
    const first = address(0, "left");
    const at = `${address(n - 1, "right")}:${PLAIN_PORTS.answers + n}`;
    return {
      from: `${first}:${PLAIN_PORTS.asks + n}`,
      to: this.relay === undefined ? at : `${first}:${PLAIN_PORTS.near + n}`,
      at,
    };
  }

  /** Runs a program on a host. Disposing of the line ends it. */
  run(host: Host, program: Program, args: readonly string[] = []): LineProcess {
    const process = new LineProcess(onHost(host, program), args);
    this.parts.push(process);
    return process;
  }

  /**
   * Starts our member program on a host. Disposing of the line ends it.
   * @param forwarder - URI; by default the host's own.
   */
  async join(host: Host, forwarder = host.forwarder.uri): Promise<MemberProcess> {
    const member = await MemberProcess.start(onHost(host, await ourProgram(v3)), {
      node: `/${host.name}`,
      group: GROUP,
      forwarder,
    });
    this.parts.push(member);
    return member;
  }

  /**
   * Gives the forwarders their faces, routes and strategy; again, where faces are gone. What is there
   * already stays.
   */
  async route(): Promise<void> {
    const strategy = "strategy=/localhost/nfd/strategy/multicast";
    for (const [at, host] of this.hosts.entries()) {
      await this.control(host, "strategy-set", `prefix=${GROUP}`, strategy);
      for (const [to, { name }] of this.hosts.entries()) {
        if (to !== at) {
          const face = `face=${this.faceUri(at, to < at ? at - 1 : at + 1)}`;
          await this.control(host, "route-add", `prefix=${GROUP}`, "persistency=permanent", face);
          await this.control(host, "route-add", `prefix=/${name}`, "persistency=permanent", face);
        }
      }
    }
  }

  /** Lets the system carry datagrams between hosts that are no neighbours. */
  async routeAddresses(): Promise<void> {
    for (const [at, { namespace }] of this.hosts.entries()) {
      await namespace.run(["sh", "-c", "echo 1 > /proc/sys/net/ipv4/ip_forward"]);
      for (let cable = 0; cable < this.hosts.length - 1; ++cable) {
        const via = cable > at ? address(at, "right") : cable < at - 1 ? address(at - 1, "left") : undefined;
        if (via !== undefined) {
          await namespace.run(["ip", "route", "add", `10.0.${cable}.0/24`, "via", via]);
        }
      }
    }
  }

  /** Takes one end of a cable's interface down, on the host to its left. */
  unplug(cable: number): Promise<string> {
    return this.hosts[cable]!.namespace.run(["ip", "link", "set", "right", "down"]);
  }

  plug(cable: number): Promise<string> {
    return this.hosts[cable]!.namespace.run(["ip", "link", "set", "right", "up"]);
  }

  /** Lets a share of the datagrams between the first two get lost from now on. */
  setLoss(loss: number): void {
    this.relay!.write(`${loss}`);
  }

  /** Ends the relay. @returns how many datagrams it passed on and how many it lost. */
  async endRelay(): Promise<{ readonly passed: number; readonly lost: number }> {
    await this.relay!.finish();
    return JSON.parse(this.relay!.lines.at(-1)!);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const part of this.parts.splice(0).reverse()) {
      await part[Symbol.asyncDispose]();
    }
    await rm(this.directory, { recursive: true });
  }

  private async build(names: readonly string[], { relay, localhop }: LineOptions): Promise<void> {
    for (const [i, name] of names.entries()) {
      const namespace = await Namespace.create(this.wire);
      this.parts.push(namespace);
      const forwarder = await startNdnd({
        directory: join(this.directory, name),
        udp: NDN_PORT,
        localhop,
        within: namespace.within,
      });
      this.parts.push(forwarder);
      this.hosts.push({ name, namespace, forwarder });
      if (i > 0) {
        await this.connect(i - 1);
      }
    }
    if (relay !== undefined) {
      await this.startRelay(relay);
    }
    await this.route();
  }

  /** Joins a host and the next one by a cable. */
  private async connect(cable: number): Promise<void> {
    const { wire } = this;
    const bridge = `cable${cable}`;
    await wire.run(["ip", "link", "add", bridge, "type", "bridge"]);
    await wire.run(["ip", "link", "set", bridge, "up"]);
    for (const side of ["right", "left"] as const) {
      const { namespace } = this.hosts[side === "right" ? cable : cable + 1]!;
      const port = `${bridge}${side}`;
      const peer = ["peer", "name", side, "netns", `${namespace.pid}`];
      await wire.run(["ip", "link", "add", port, "type", "veth", ...peer]);
      await wire.run(["ip", "link", "set", port, "master", bridge, "up"]);
      const own = address(cable, side === "right" ? "left" : "right");
      await namespace.run(["ip", "address", "add", `${own}/24`, "dev", side]);
      await namespace.run(["ip", "link", "set", side, "up"]);
    }
  }

  private async startRelay({ delay, loss, seed }: RelayOptions): Promise<void> {
    const [left, right] = [address(0, "left"), address(0, "right")];
    const { near, far } = RELAY_PORTS;
    const options = ["--delay", `${delay}`, "--loss", `${loss}`, "--seed", `${seed}`];
    const forwarders = `${left}:${near},${left}:${NDN_PORT},${left}:${far},${right}:${NDN_PORT}`;
    const program = { command: process.execPath, args: [await bundle("relay", RELAY)] };
    const plain = this.hosts.slice(1).map((host, i) => {
      const { from, at } = this.plainPath(host);
      return `${left}:${PLAIN_PORTS.near + i + 1},${from},${left}:${PLAIN_PORTS.far + i + 1},${at}`;
    });
    this.relay = this.run(this.hosts[0]!, program, [...options, forwarders, ...plain]);
    await this.relay.until("the relay was ready", () => this.relay!.lines.length > 0);
  }

  /** How the forwarder at `from` reaches that of its neighbour `to`. */
  private faceUri(from: number, to: number): string {
    if (this.relay !== undefined && from + to === 1) {
      return `udp4://${address(0, "left")}:${from === 0 ? RELAY_PORTS.near : RELAY_PORTS.far}`;
    }
    return `udp4://${from < to ? address(from, "right") : address(to, "left")}:${NDN_PORT}`;
  }

  /** Has NDNd's own tool tell a forwarder something. */
  private control(host: Host, ...command: readonly string[]): Promise<string> {
    return host.namespace.run([this.ndnd, "fw", ...command], { NDN_CLIENT_TRANSPORT: host.forwarder.uri });
  }
}

/** The address of the host at one end of a cable. Cables count from 0, from the left. */
export function address(cable: number, end: "left" | "right"): string {
  return `10.0.${cable}.${end === "left" ? 1 : 2}`;
}

function onHost({ namespace }: Host, { command, args, env }: Program): Program {
  const [enter, ...more] = namespace.within;
  return { command: enter!, args: [...more, command, ...args], env };
}
