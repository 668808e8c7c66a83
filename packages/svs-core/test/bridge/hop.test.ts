import { AltUri, Component, Name } from "@ndn/packet";
import fc from "fast-check";
import { expect, test } from "vitest";
import { Hop } from "../../src/bridge/hop.js";
import { python02Shared } from "../../src/dialects.js";
import { v3 } from "../../src/index.js";

const hop = (group: string, node: string, dialect = v3): Hop =>
  new Hop({ dialect, group: new Name(group), node: new Name(node) });
const text = ({ component }: Hop): string => AltUri.ofName(new Name([component]));

test("a hop tells dialect, group and node prefix of the member that carried", () => {
  expect(text(hop("/svs", "/bridge"))).toBe("/32=via~v3~~svs~~bridge");
  expect(text(hop("/a/b", "/x/y", python02Shared))).toBe("/32=via~python-0.2-shared~~a~b~~x~y");
});

test("a name has left the groups of its hops, whichever member it went through", () => {
  const inner = new Name("/alice").append(hop("/a/b", "/one").component);
  const name = inner.append(hop("/c", "/two", python02Shared).component);
  expect(hop("/a/b", "/other").hasLeft(name)).toBe(true);
  expect(hop("/c", "/other", python02Shared).hasLeft(name)).toBe(true);
  expect(hop("/c", "/two").hasLeft(name)).toBe(false); // in another dialect
  expect(hop("/a", "/b").hasLeft(name)).toBe(false);
  expect(hop("/a/b/c", "/one").hasLeft(name)).toBe(false);
  expect(hop("/a/b", "/one").hasLeft(new Name("/alice"))).toBe(false);
  const generic = new Name("/alice").append(new Component(8, hop("/a/b", "/one").component.value));
  expect(hop("/a/b", "/one").hasLeft(generic)).toBe(false);
});

/** Names whose components look like each other's text: separators, escapes, other types, nothing. */
const component = fc.constantFrom(
  ...["", "a", "~", "%", "%7e", "a~a", "32=a", "é"].map((value) => new Component(8, value)),
  new Component(32, "a"),
  new Component(32, ""),
);
const name = fc.array(component, { minLength: 1, maxLength: 3 }).map((comps) => new Name(comps));
const member = fc.record({
  dialect: fc.constantFrom("v", "v~~a", "", "%").map((own) => ({ ...v3, name: own })),
  group: name,
  node: name,
});

test("two hops are the same only for the same dialect, group and node prefix", () => {
  fc.assert(
    fc.property(member, member, (one, other) => {
      const sameGroup = one.dialect.name === other.dialect.name && one.group.equals(other.group);
      const [a, b] = [new Hop(one), new Hop(other)];
      expect(a.component.equals(b.component)).toBe(sameGroup && one.node.equals(other.node));
      expect(a.hasLeft(new Name([b.component]))).toBe(sameGroup);
      expect(a.hasLeft(new Name([a.component]))).toBe(true);
    }),
    { numRuns: 2000 },
  );
});
