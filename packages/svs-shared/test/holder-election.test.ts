import { Interest, Name } from "@ndn/packet";
import { expect, test } from "vitest";
import { HolderElection } from "../src/holder-election.js";

const PUBLISHER = new Name("/alice");
const HOLDERS = ["/bob", "/carol", "/dave", "/erin", "/frank"].map((uri) => new Name(uri));
const KNOWN = [PUBLISHER, ...HOLDERS];

/** Holders that hear the same Interests. */
class Holders {
  private readonly elections = HOLDERS.map((self) => ({ self, election: new HolderElection() }));

  hear(name: string, nonce: number, now = 0): string[] {
    const interest = new Interest(name, Interest.Nonce(nonce));
    return this.elections.map(({ self, election }) => election.judge(interest, now, PUBLISHER, self, KNOWN));
  }

  heardOfPublisher(): void {
    for (const { election } of this.elections) {
      election.heardOf(PUBLISHER);
    }
  }

  /** Until the publisher is taken for away. */
  loseThePublisher(): void {
    for (const name of ["/x/1", "/x/2"]) {
      this.hear(name, 1);
      this.hear(name, 2);
    }
  }
}

const answers = (verdicts: readonly string[]): number =>
  verdicts.filter((verdict) => verdict === "answer").length;

test("the first Interest is the publisher's, the second one elected holder's, the third everybody's", () => {
  const holders = new Holders();
  expect(answers(holders.hear("/a/1", 1))).toBe(0);
  expect(answers(holders.hear("/a/1", 2))).toBe(1);
  expect(holders.hear("/a/1", 3)).toEqual(HOLDERS.map(() => "answer-later"));
  // Much later it is another attempt.
  expect(answers(holders.hear("/a/1", 4, 60_000))).toBe(0);
});

test("a publisher that leaves two packets unanswered is away, until it is heard of", () => {
  const holders = new Holders();
  holders.loseThePublisher();
  expect(answers(holders.hear("/a/1", 7))).toBe(1);
  holders.heardOfPublisher();
  expect(answers(holders.hear("/a/2", 7))).toBe(0);
});

test("always exactly one is elected, and each about as often", () => {
  const holders = new Holders();
  holders.loseThePublisher();
  const elected = HOLDERS.map(() => 0);
  for (let i = 0; i < 2000; i++) {
    const verdicts = holders.hear(`/a/${i}`, (i * 2_654_435_761) >>> 0);
    expect(answers(verdicts)).toBe(1);
    elected[verdicts.indexOf("answer")]!++;
  }
  for (const count of elected) {
    expect(count).toBeGreaterThan(300);
    expect(count).toBeLessThan(500);
  }
});

test("strangers cannot make it remember more and more", () => {
  const election = new HolderElection();
  for (let i = 0; i < 20_000; i++) {
    const interest = new Interest(`/a/${i}`, Interest.Nonce(i));
    election.judge(interest, 0, new Name(`/p/${i}`), HOLDERS[0]!, KNOWN);
    election.judge(interest, 0, new Name(`/p/${i}`), HOLDERS[0]!, KNOWN);
  }
  const { attempts, strikes } = election as unknown as Record<"attempts" | "strikes", Map<string, unknown>>;
  expect(attempts.size).toBe(4096);
  expect(strikes.size).toBe(4096);
});
