import { Data, type Interest, Name } from "@ndn/packet";
import { TypedEventTarget } from "typescript-event-target";
import { expect, test } from "vitest";
import { fetchOptions } from "../../src/delivery/fetch-options.js";
import { PacketFetcher, type PacketRequest } from "../../src/delivery/packet-fetcher.js";
import { SignsOfLife } from "../../src/delivery/signs-of-life.js";
import {
  digestSigning,
  type ExpressOptions,
  type FetchOptions,
  type PublicationVerifier,
  type Registration,
  SvsError,
  type Transport,
  type TransportEventMap,
  type TransportStatus,
} from "../../src/index.js";
import { ManualClock, turn } from "../manual-clock.js";

const name = new Name("/alice/1");

type Answer = "timeout" | "nack" | "forged" | Data;

/** Answers the Interests it is sent from a list; the last answer holds on. */
class ScriptedTransport extends TypedEventTarget<TransportEventMap> implements Transport {
  status: TransportStatus = "up";
  readonly packetSizeMax = 8800;
  readonly sent: { at: number; nonce: number | undefined; lifetime: number }[] = [];
  pending = 0;

  constructor(
    private readonly clock: ManualClock,
    private readonly answers: Answer[],
  ) {
    super();
  }

  async express(interest: Interest, { signal }: ExpressOptions = {}): Promise<Data> {
    if (this.status !== "up") {
      throw new SvsError("not-connected", "down");
    }
    this.sent.push({ at: this.clock.monotonic(), nonce: interest.nonce, lifetime: interest.lifetime });
    const answer = this.answers.length > 1 ? this.answers.shift()! : this.answers[0]!;
    this.pending++;
    let onAbort = (): void => undefined;
    try {
      return await new Promise<Data>((resolve, reject) => {
        onAbort = () => reject(new SvsError("aborted", "aborted"));
        signal?.addEventListener("abort", onAbort);
        if (answer === "timeout") {
          this.clock.schedule(interest.lifetime, () => reject(new SvsError("timeout", "timeout")));
        } else if (answer === "nack") {
          reject(new SvsError("nack", "nack"));
        } else if (answer === "forged") {
          resolve(new Data(interest.name));
        } else {
          this.clock.schedule(30, () => resolve(answer));
        }
      });
    } finally {
      signal?.removeEventListener("abort", onAbort);
      this.pending--;
    }
  }

  change(status: TransportStatus): void {
    this.status = status;
    this.dispatchTypedEvent("status", new CustomEvent("status", { detail: status }));
  }

  send(): "sent" {
    return "sent";
  }

  sendOctets(): "sent" {
    return this.send();
  }

  async serve(prefix: Name): Promise<Registration> {
    return { prefix, [Symbol.asyncDispose]: async () => undefined };
  }

  async close(): Promise<void> {}
  async [Symbol.asyncDispose](): Promise<void> {}
}

async function signed(content = "hi"): Promise<Data> {
  const data = new Data(name, new TextEncoder().encode(content));
  await digestSigning.sign(data);
  return data;
}

function open(
  answers: Answer[],
  options: Partial<FetchOptions> = {},
  verifier: PublicationVerifier = digestSigning,
) {
  const clock = new ManualClock();
  const transport = new ScriptedTransport(clock, answers);
  let draws = 0;
  const rejected: string[] = [];
  const fetcher = new PacketFetcher({
    transport,
    clock,
    random: { next: () => (draws++ % 100) / 100 },
    verifier,
    options: fetchOptions(options),
    onRejected: (refused, error) => rejected.push(`${refused} ${error.code}`),
  });
  const fetch = (changes: Partial<PacketRequest> = {}): Promise<Data> =>
    fetcher.fetch({
      name,
      publication: { node: new Name("/alice"), bootstrapTime: 1, seqNo: 1 },
      canBePrefix: false,
      attempts: Number.POSITIVE_INFINITY,
      accept: () => true,
      signal: new AbortController().signal,
      signs: new SignsOfLife(),
      ...changes,
    });
  return { clock, transport, fetch, rejected };
}

test("a lost packet is asked for again, with another Nonce, at length with a longer lifetime", async () => {
  const { clock, transport, fetch } = open(["timeout", "timeout", "timeout", await signed()]);
  const fetched = fetch();
  await clock.advance(3031);
  expect(await fetched).toBeInstanceOf(Data);
  expect(transport.sent.map(({ at, lifetime }) => [at, lifetime])).toEqual([
    [0, 1000],
    [1000, 1000],
    [2000, 1000],
    [3000, 2000],
  ]);
  expect(new Set(transport.sent.map(({ nonce }) => nonce)).size).toBe(4);
});

test("after the last attempt the packet is given up, with what the last one met", async () => {
  const { clock, transport, fetch } = open(["timeout"]);
  const fetched = fetch({ attempts: 2 });
  const caught = fetched.catch((error: unknown) => error);
  await clock.advance(10_000);
  expect(await caught).toMatchObject({ code: "fetch-failed", cause: { code: "timeout" } });
  expect(transport.sent).toHaveLength(2);
});

test.each<Answer>(["nack", "forged"])("after a %s it waits, and asks again", async (answer) => {
  const { clock, transport, fetch } = open([answer, answer, await signed()]);
  const fetched = fetch();
  await clock.advance(1000);
  expect(await fetched).toBeInstanceOf(Data);
  const [first, second, third] = transport.sent.map(({ at }) => at);
  expect(second! - first!).toBeGreaterThanOrEqual(50);
  expect(second! - first!).toBeLessThanOrEqual(100);
  expect(third! - second!).toBeGreaterThanOrEqual(50);
  expect(third! - second!).toBeLessThanOrEqual(100);
});

test("a Data that is no answer counts as refused, however well signed", async () => {
  const { clock, fetch, rejected } = open([await signed()]);
  const caught = fetch({ attempts: 1, accept: () => false }).catch((error: unknown) => error);
  await clock.advance(1000);
  expect(await caught).toMatchObject({ code: "fetch-failed", cause: { code: "verification-failed" } });
  expect(rejected).toEqual([`${name} unexpected-answer`]);
});

test("the verifier is told whose publication a Data is said to be, and each refusal is reported", async () => {
  const publication = { node: new Name("/alice"), bootstrapTime: 7, seqNo: 3 };
  const asked: unknown[] = [];
  const { clock, fetch, rejected } = open(
    [await signed()],
    {},
    {
      verify(_data, whose) {
        asked.push(whose);
        return asked.length < 3
          ? Promise.reject(new SvsError("not-authorized", "not she"))
          : Promise.resolve();
      },
    },
  );
  const fetched = fetch({ publication });
  await clock.advance(1000);
  expect(await fetched).toBeInstanceOf(Data);
  expect(asked).toEqual([publication, publication, publication]);
  expect(rejected).toEqual([`${name} not-authorized`, `${name} not-authorized`]);
});

test("the wait of a publisher that is away grows to its longest and no further", async () => {
  const { clock, transport, fetch } = open(["timeout"], { retryDelayMax: 15_000 });
  const stop = new AbortController();
  const caught = fetch({ signal: stop.signal }).catch((error: unknown) => error);
  await clock.advance(200_000);
  const times = transport.sent.map(({ at }) => at);
  const lastGap = times.at(-1)! - times.at(-2)!;
  expect(lastGap).toBeGreaterThan(8000);
  expect(lastGap).toBeLessThanOrEqual(15_000);
  stop.abort();
  expect(await caught).toMatchObject({ code: "aborted" });
});

/** The waits of a fetch that meets nothing but `answer` for a minute, while others of the publisher are answered. */
async function waitsBesideAnswers(answer: Answer): Promise<number[]> {
  const { clock, transport, fetch } = open([answer]);
  const signs = new SignsOfLife();
  const stop = new AbortController();
  const unanswered: number[] = [];
  const caught = fetch({ signal: stop.signal, signs, onAttempt: (n) => unanswered.push(n) }).catch(() => 0);
  for (let second = 0; second < 60; second++) {
    await clock.advance(999);
    signs.answers++;
    await clock.advance(1);
  }
  stop.abort();
  await caught;
  expect(unanswered[0]).toBe(0);
  return transport.sent.slice(1).map(({ at }, i) => at - transport.sent[i]!.at);
}

test("while the publisher answers others a loss is one by chance, and the wait does not grow; not for ever", async () => {
  const waits = await waitsBesideAnswers("timeout");
  expect(waits.slice(0, 16)).toEqual(Array.from({ length: 16 }, () => 1000));
  expect(waits.slice(16, 20).map((wait) => Math.round(wait / 1000))).toEqual([2, 4, 4, 4]);
});

test("what is refused is no loss: the wait grows, whatever else is answered", async () => {
  const waits = await waitsBesideAnswers("nack");
  expect(waits.length).toBeLessThan(20);
  expect(waits.at(-1)).toBeGreaterThan(7_000);
});

test("an answer is a sign of life for the publisher's other fetches", async () => {
  const { clock, fetch } = open([await signed()]);
  const signs = new SignsOfLife();
  const fetched = fetch({ signs });
  await clock.advance(30);
  await fetched;
  expect(signs.answers).toBe(1);
});

test("while the transport is down nothing is asked, and at once when it is up again", async () => {
  const { clock, transport, fetch } = open([await signed()]);
  transport.change("down");
  const fetched = fetch();
  await clock.advance(60_000);
  expect(transport.sent).toHaveLength(0);
  transport.change("up");
  await clock.advance(30);
  expect(await fetched).toBeInstanceOf(Data);
});

test("however many fetches wait for the transport, one listener does", async () => {
  const { clock, transport, fetch } = open([await signed()]);
  let listeners = 0;
  const add = transport.addEventListener.bind(transport);
  transport.addEventListener = ((...args: Parameters<typeof add>) => {
    listeners++;
    add(...args);
  }) as typeof transport.addEventListener;
  transport.change("down");
  const fetched = Array.from({ length: 30 }, () => fetch());
  await clock.advance(100);
  expect(listeners).toBe(1);
  transport.change("up");
  await clock.advance(30);
  expect(await Promise.all(fetched)).toHaveLength(30);
});

test("a connection that is back before anybody waits for it keeps nobody from waiting the next time", async () => {
  const { clock, transport, fetch } = open([await signed()]);
  const express = transport.express.bind(transport);
  transport.express = () => Promise.reject(new SvsError("not-connected", "a moment ago"));
  const first = fetch({ attempts: 3 }).catch((error: unknown) => error);
  await clock.advance(1000);
  expect(await first).toMatchObject({ code: "fetch-failed" });
  transport.express = express;
  transport.change("down");
  const second = fetch({ attempts: 2 });
  await clock.advance(100);
  transport.change("up");
  await clock.advance(30);
  expect(await second).toBeInstanceOf(Data);
});

test("a transport that closes ends the fetches that wait for it", async () => {
  const { clock, transport, fetch } = open([await signed()]);
  transport.change("down");
  const caught = fetch({ attempts: 2 }).catch((error: unknown) => error);
  await clock.advance(100);
  transport.express = () => Promise.reject(new SvsError("closed", "The transport is closed."));
  transport.change("closed");
  expect(await caught).toMatchObject({ code: "closed" });
});

test("no more Interests are in flight than the window allows, and half are left to publishers that answer", async () => {
  const { clock, transport, fetch } = open(["timeout"], { window: 4 });
  const stop = new AbortController();
  const { signal } = stop;
  const begin = (signs: SignsOfLife): Promise<unknown>[] =>
    Array.from({ length: 5 }, () => fetch({ signal, signs }).catch(() => "stopped"));
  const silent = begin(new SignsOfLife());
  await clock.advance(10);
  expect(transport.pending).toBe(2);
  const answering = new SignsOfLife();
  answering.answers = 1;
  const others = begin(answering);
  await clock.advance(10);
  expect(transport.pending).toBe(4);
  stop.abort();
  await turn();
  expect(await Promise.all([...silent, ...others])).toEqual(Array.from({ length: 10 }, () => "stopped"));
});

test("the round trips measured make the lifetime follow the network", async () => {
  const { clock, transport, fetch } = open([await signed()]);
  for (let i = 0; i < 3; i++) {
    const fetched = fetch();
    await clock.advance(30);
    await fetched;
  }
  expect(transport.sent.map(({ lifetime }) => lifetime)).toEqual([1000, 200, 200]);
});
