import { Name } from "@ndn/packet";
import { type Dialect, SvsError } from "@svs/core";

/** Component types of the segments of a publication. */
const VERSION = 54;
const SEGMENT = 50;

/** Dialects whose members can serve each other's publications, by the name of those in which they cannot. */
const SHARED_FORM: Readonly<Record<string, string>> = {
  v3: "v3Shared",
  ndnts: "v3Shared",
  v2: "v2Shared",
  python: "pythonShared",
  "python-0.2": "python02Shared",
};

/**
 * What is registered to serve everybody's publications.
 * @throws SvsError `invalid-argument` if the dialect names them so that only their publisher can serve them.
 */
export function sharedDataPrefix(dialect: Dialect, group: Name): Name {
  const prefix = dialect.sharedDataPrefix?.(group);
  if (!prefix) {
    const form = SHARED_FORM[dialect.name];
    throw new SvsError(
      "invalid-argument",
      `In the dialect ${dialect.name} only its publisher can serve a publication${form ? `; use ${form} of @svs/core/dialects` : ""}.`,
    );
  }
  return prefix;
}

/** The node prefix in the name of a publication's packet; `undefined` if there is none. */
export function publisherOf(name: Name, dialect: Dialect, group: Name): Name | undefined {
  const prefix = sharedDataPrefix(dialect, group);
  const anybody = { node: new Name(), bootstrapTime: 0, seqNo: 1 };
  const numbers = dialect.dataName(group, anybody).length - prefix.length;
  const cut = name.get(-1)?.type === SEGMENT && name.get(-2)?.type === VERSION ? 2 : 0;
  const node = name.slice(prefix.length, name.length - cut - numbers);
  return prefix.isPrefixOf(name) && node.length > 0 ? node : undefined;
}
