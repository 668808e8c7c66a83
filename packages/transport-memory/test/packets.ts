import { Component, Data, Interest, Name, type NameLike, ParamsDigest } from "@ndn/packet";

/** A Data with this text as its content. */
export function data(name: NameLike, content = "", freshnessPeriod = 0): Data {
  return new Data(name, new TextEncoder().encode(content), Data.FreshnessPeriod(freshnessPeriod));
}

/** The content of a Data as text. */
export function textOf(packet: Data): string {
  return new TextDecoder().decode(packet.content);
}

/** An Interest of a name, with a lifetime in milliseconds. */
export function interest(name: NameLike, lifetime = 1000): Interest {
  return new Interest(name, Interest.Lifetime(lifetime));
}

/** An Interest with parameters, like a Sync Interest: its last component is made of `id`. */
export function notice(prefix: NameLike, id: number, size = 1): Interest {
  const digest = new Uint8Array(32);
  new DataView(digest.buffer).setUint32(0, id);
  const name = Name.from(prefix).append(ParamsDigest.create(digest));
  return new Interest(name, Interest.Lifetime(1000), new Uint8Array(size));
}

/** A URI of a component whose value is these octets of this type. */
export function component(type: number, value: Uint8Array): Component {
  return new Component(type, value);
}
