import { Data, Interest, Name } from "@ndn/packet";
import { TypedEventTarget } from "typescript-event-target";
import { expect, test } from "vitest";
import {
  type InterestHandler,
  type Registration,
  type ServeOptions,
  SvsError,
  type Transport,
  type TransportEventMap,
  type TransportStatus,
} from "../src/index.js";
import { serveShared } from "../src/serve-shared.js";
import { turn } from "./manual-clock.js";

const prefix = new Name("/svs");

/** A prefix asked for, which the test accepts or refuses. */
interface Asked {
  readonly prefix: Name;
  readonly handler: InterestHandler;
  readonly multicast: Name | undefined;
  readonly hear: ServeOptions["hear"];
  accept(): void;
  refuse(error: SvsError): void;
}

/** Registers when it is told to, and refuses a prefix until it is wholly unregistered, as the port allows. */
class ToldTransport extends TypedEventTarget<TransportEventMap> implements Transport {
  status: TransportStatus = "up";
  readonly packetSizeMax = 8800;
  readonly asked: Asked[] = [];
  /** Whether unregistering waits for {@link unregistered}. */
  slow = false;
  unregistered: () => void = () => undefined;
  private readonly serving = new Set<string>();

  async serve(prefix: Name, handler: InterestHandler, options: ServeOptions = {}): Promise<Registration> {
    if (this.status === "closed") {
      throw new SvsError("closed", "closed");
    }
    const key = prefix.toString();
    if (this.serving.has(key)) {
      throw new SvsError("invalid-argument", "served already");
    }
    this.serving.add(key);
    try {
      await new Promise<void>((accept, refuse) => {
        const { multicast, hear, signal } = options;
        this.asked.push({ prefix, handler, multicast, hear, accept, refuse });
        signal?.addEventListener("abort", () => refuse(new SvsError("aborted", "aborted")));
      });
    } catch (error) {
      this.serving.delete(key);
      throw error;
    }
    const unregister = async (): Promise<void> => {
      if (this.slow) {
        await new Promise<void>((resolve) => {
          this.unregistered = resolve;
        });
      }
      this.serving.delete(key);
    };
    return { prefix, [Symbol.asyncDispose]: unregister };
  }

  get served(): number {
    return this.serving.size;
  }

  express(): Promise<Data> {
    return Promise.reject(new SvsError("timeout", "nobody"));
  }
  send(): "sent" {
    return "sent";
  }

  sendOctets(): "sent" {
    return this.send();
  }
  async close(): Promise<void> {}
  async [Symbol.asyncDispose](): Promise<void> {}
}

/** Serves, and keeps what it rejects with. */
function serve(
  transport: Transport,
  use: string,
  handler: InterestHandler = () => undefined,
  options: ServeOptions = {},
): Promise<Registration | SvsError> {
  return serveShared(transport, prefix, handler, { ...options, use }).catch((error: SvsError) => error);
}

/** Both uses, registered. */
async function serveBoth(
  transport: ToldTransport,
  handlers: readonly [InterestHandler, InterestHandler],
): Promise<Registration[]> {
  const serving = Promise.all(
    handlers.map((handler, i) => serveShared(transport, prefix, handler, { use: `use ${i}` })),
  );
  transport.asked[0]!.accept();
  return serving;
}

const leave = (registration: Registration | SvsError): Promise<void> =>
  Promise.resolve((registration as Registration)[Symbol.asyncDispose]());
const interest = new Interest("/svs/1");
const data = (text: string): Data => new Data(interest.name, new TextEncoder().encode(text));
const contentOf = (answer: unknown): string => new TextDecoder().decode((answer as Data).content);

test("a prefix is registered for the first and unregistered after the last, whoever that is", async () => {
  const transport = new ToldTransport();
  const [first, second] = await serveBoth(transport, [() => undefined, () => undefined]);
  expect(transport.asked).toHaveLength(1);
  await leave(first!);
  const again = await serveShared(transport, prefix, () => data("again"), { use: "use 0" });
  await leave(first!); // once more changes nothing
  expect(contentOf(await transport.asked[0]!.handler(interest))).toBe("again");
  await leave(second!);
  expect(transport.served).toBe(1);
  await leave(again);
  expect(transport.served).toBe(0);
});

test("every handler is asked, and the first Data is the answer", async () => {
  const transport = new ToldTransport();
  let answerLate: (answer: Data) => void = () => undefined;
  const asked: string[] = [];
  const [first] = await serveBoth(transport, [
    () => {
      asked.push("late");
      return new Promise<Data>((resolve) => {
        answerLate = resolve;
      });
    },
    () => {
      asked.push("early");
      return data("early");
    },
  ]);
  const { handler } = transport.asked[0]!;
  expect(contentOf(await handler(interest))).toBe("early");
  expect(asked).toEqual(["late", "early"]);
  answerLate(data("late"));
  await leave(first!);
  expect(contentOf(await handler(interest))).toBe("early");
  expect(asked).toEqual(["late", "early", "early"]);
});

test("octets are shown to each who hears, until one takes them and as long as it serves", async () => {
  const transport = new ToldTransport();
  const shown: string[] = [];
  let taker: string | undefined;
  const hearer = (use: string): ServeOptions => ({
    hear: (packet) => {
      shown.push(`${use} ${packet[0]}`);
      return use === taker;
    },
  });
  const serving = [
    serve(transport, "a", undefined, hearer("a")),
    serve(transport, "deaf"),
    serve(transport, "b", undefined, hearer("b")),
  ];
  transport.asked[0]!.accept();
  const [a] = await Promise.all(serving);
  expect(transport.asked).toHaveLength(1);
  const hear = (first: number): [boolean, string[]] => {
    const taken = transport.asked[0]!.hear!(Uint8Array.of(first));
    return [taken, shown.splice(0)];
  };
  expect(hear(1)).toEqual([false, ["a 1", "b 1"]]);
  taker = "b";
  expect(hear(2)).toEqual([true, ["a 2", "b 2"]]);
  taker = "a";
  expect(hear(3)).toEqual([true, ["a 3"]]);
  await leave(a!);
  expect(hear(4)).toEqual([false, ["b 4"]]);
  await serve(transport, "c", undefined, hearer("c"));
  expect(hear(5)).toEqual([false, ["b 5", "c 5"]]);
});

test("what one of them throws while it hears goes to the transport, to be counted", async () => {
  const transport = new ToldTransport();
  const hear = (): boolean => {
    throw new Error("broken");
  };
  const serving = serve(transport, "a", undefined, { hear });
  transport.asked[0]!.accept();
  await serving;
  expect(() => transport.asked[0]!.hear!(Uint8Array.of(5))).toThrow("broken");
});

test("silence of all is silence, and a failure is told only if nobody has Data", async () => {
  const transport = new ToldTransport();
  let other: Data | undefined;
  await serveBoth(transport, [
    () => {
      throw new Error("broken");
    },
    () => other,
  ]);
  const { handler } = transport.asked[0]!;
  await expect(handler(interest)).rejects.toThrow("broken");
  other = data("whole");
  expect(contentOf(await handler(interest))).toBe("whole");

  const quiet = new ToldTransport();
  await serveBoth(quiet, [() => undefined, async () => undefined]);
  expect(await quiet.asked[0]!.handler(interest)).toBeUndefined();
});

test("one use has one handler, and who is refused takes nothing from the other", async () => {
  const transport = new ToldTransport();
  const first = serve(transport, "v3 publications", () => data("first"));
  const second = await serve(transport, "v3 publications", () => data("second"));
  expect(second).toMatchObject({ code: "invalid-argument" });
  expect(`${second}`).toContain("v3 publications under /svs");
  transport.asked[0]!.accept();
  await first;
  expect(contentOf(await transport.asked[0]!.handler(interest))).toBe("first");
});

test("a refused registration is told to all who wait for it, and the next one is asked for anew", async () => {
  const transport = new ToldTransport();
  const both = [serve(transport, "a"), serve(transport, "b")];
  transport.asked[0]!.refuse(new SvsError("registration-failed", "403"));
  for (const refused of await Promise.all(both)) {
    expect(refused).toMatchObject({ code: "registration-failed" });
  }
  const again = serve(transport, "a");
  await turn();
  transport.asked[1]!.accept();
  expect(await again).toMatchObject({ prefix });
});

test("a signal gives up for its own server alone; the last one's ends the attempt", async () => {
  const transport = new ToldTransport();
  const [firstStop, secondStop] = [new AbortController(), new AbortController()];
  const first = serve(transport, "a", undefined, { signal: firstStop.signal });
  const second = serve(transport, "b", () => data("second"), { signal: secondStop.signal });
  firstStop.abort();
  expect(await first).toMatchObject({ code: "aborted" });
  expect(transport.served).toBe(1);
  transport.asked[0]!.accept();
  expect(await second).toMatchObject({ prefix });
  secondStop.abort(); // it has its registration, which is ended by disposing it
  await turn();
  expect(contentOf(await transport.asked[0]!.handler(interest))).toBe("second");
  expect(transport.served).toBe(1);

  const alone = new ToldTransport();
  const stop = new AbortController();
  const only = serve(alone, "a", undefined, { signal: stop.signal });
  stop.abort();
  expect(await only).toMatchObject({ code: "aborted" });
  expect(alone.served).toBe(0);
  expect(await serve(alone, "a", undefined, { signal: stop.signal })).toMatchObject({ code: "aborted" });
  expect(alone.asked).toHaveLength(1);
});

test("who comes while the last one leaves waits until that is done, and may give up meanwhile", async () => {
  const transport = new ToldTransport();
  transport.slow = true;
  const first = serve(transport, "a");
  transport.asked[0]!.accept();
  const leaving = leave(await first);
  const stop = new AbortController();
  const impatient = serve(transport, "b", undefined, { signal: stop.signal });
  const patient = [serve(transport, "a"), serve(transport, "c")];
  await turn();
  stop.abort();
  expect(await impatient).toMatchObject({ code: "aborted" });
  expect(transport.asked).toHaveLength(1);
  transport.unregistered();
  await leaving;
  await turn();
  expect(transport.asked).toHaveLength(2);
  transport.asked[1]!.accept();
  for (const registration of await Promise.all(patient)) {
    expect(registration).toMatchObject({ prefix });
  }
});

test("the strategy reaches the transport, also if only a later one asks for it", async () => {
  const [group, elsewhere] = [new Name("/svs"), new Name("/svs/x")];
  const transport = new ToldTransport();
  const data = serve(transport, "publications");
  transport.asked[0]!.accept();
  await data;
  const hearing = ["sync 1", "sync 2"].map((use) => serve(transport, use, undefined, { multicast: group }));
  await turn();
  const [, strategy] = transport.asked;
  expect(strategy!.multicast?.equals(group)).toBe(true);
  expect(prefix.isPrefixOf(strategy!.prefix)).toBe(true);
  strategy!.accept();
  const registrations = await Promise.all(hearing);
  expect(transport.asked).toHaveLength(2);
  for (const registration of registrations) {
    await leave(registration);
  }
  expect(transport.served).toBe(1); // the publications'

  const other = new ToldTransport();
  const first = serve(other, "sync 1", undefined, { multicast: group });
  other.asked[0]!.accept();
  await first;
  await serve(other, "sync 2", undefined, { multicast: elsewhere }); // that one covers it
  expect(other.asked).toHaveLength(1);
  const third = serve(other, "sync 3", undefined, { multicast: new Name("/") });
  await turn();
  expect(other.asked[1]!.multicast?.length).toBe(0); // and this one it does not
  other.asked[1]!.accept();
  await third;
});

test("a refused strategy leaves the prefix to those who had it", async () => {
  const transport = new ToldTransport();
  const data = serve(transport, "publications");
  transport.asked[0]!.accept();
  await data;
  const hearing = serve(transport, "sync", undefined, { multicast: prefix });
  await turn();
  transport.asked[1]!.refuse(new SvsError("registration-failed", "403"));
  expect(await hearing).toMatchObject({ code: "registration-failed" });
  expect(transport.served).toBe(1);
  await leave(await data);
  expect(transport.served).toBe(0);
});

test("a closed transport refuses also who would share", async () => {
  const transport = new ToldTransport();
  const first = serve(transport, "a");
  transport.asked[0]!.accept();
  const registration = await first;
  transport.status = "closed";
  expect(await serve(transport, "b")).toMatchObject({ code: "closed" });
  await leave(registration);
});
