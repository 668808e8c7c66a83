import type { Interest, Name } from "@ndn/packet";
import { type Dialect, digestSigning, type Random, type Signer, type Verifier } from "@svs/core";
import { ndnd, python02, python02Shared, pythonShared, v2, v2Shared, v3Shared } from "@svs/core/dialects";
import { StateVector } from "@svs/tlv";

/** Dialects whose Sync Interests differ. */
interface Listed {
  readonly dialect: Dialect;
  /** What it is called, and by whom it is spoken. */
  readonly title: string;
  /** How many components at the end of a Sync Interest's name are not always the same. */
  readonly changing: number;
}

/** Of those that differ in the names of publications alone, the one that the chat speaks. */
const LISTED: readonly Listed[] = [
  { dialect: v3Shared, title: "v3", changing: 1 },
  { dialect: v2, title: "v2 (the C++ library, NDNts)", changing: 1 },
  { dialect: v2Shared, title: "v2-shared (the C++ library)", changing: 1 },
  { dialect: pythonShared, title: "python (ndn-svs 0.3)", changing: 3 },
  { dialect: python02, title: "python-0.2 (SVSync of ndn-svs 0.2)", changing: 2 },
  { dialect: python02Shared, title: "python-0.2 (ndn-svs 0.2 and its chat)", changing: 2 },
  { dialect: ndnd, title: "ndnd (NDNd's SvsALO)", changing: 1 },
];

/** A dialect, and what its Sync Interests in a group look like from outside. */
export class SyncShape {
  /** One for each dialect whose Sync Interests can be told apart. */
  static all(group: Name, random: Random): Promise<SyncShape[]> {
    return Promise.all(
      LISTED.map(async (listed) => {
        const { name } = await makeQuestion(listed.dialect, group, random);
        return new SyncShape(listed, group, name);
      }),
    );
  }

  private constructor(
    private readonly listed: Listed,
    private readonly group: Name,
    /** The name of a Sync Interest. */
    private readonly sample: Name,
  ) {}

  /**
   * Makes a Sync Interest with an empty state vector: it claims nothing, and whoever knows of
   * publications answers with his own.
   */
  question(random: Random): Promise<Interest> {
    return makeQuestion(this.dialect, this.group, random);
  }

  get dialect(): Dialect {
    return this.listed.dialect;
  }

  get title(): string {
    return this.listed.title;
  }

  /** What its members check Sync Interests with, unless they have keys. */
  get verifier(): Verifier {
    return signingOf(this.dialect);
  }

  /** Whether a name is one of its Sync Interests', whatever is in it. */
  matches(name: Name): boolean {
    const { sample } = this;
    const fixed = sample.getPrefix(-this.listed.changing);
    return (
      name.length === sample.length &&
      fixed.isPrefixOf(name) &&
      name.comps.every(({ type }, i) => type === sample.at(i).type)
    );
  }
}

function makeQuestion(dialect: Dialect, group: Name, random: Random): Promise<Interest> {
  const vector = new StateVector().encode(dialect.form);
  return dialect.makeSyncInterest({ group, vector, signer: signingOf(dialect), random });
}

function signingOf(dialect: Dialect): Signer & Verifier {
  return dialect.syncSigning ?? digestSigning;
}
