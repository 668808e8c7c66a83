import { Name, type NameLike } from "@ndn/packet";
import { SvsError } from "./svs-error.js";

/** A name option. @throws SvsError `invalid-argument`, with the option's name. */
export function nameOption(option: string, value: NameLike): Name {
  let name: Name;
  try {
    name = Name.from(value);
  } catch (cause) {
    throw new SvsError("invalid-argument", `${option} is not a name: ${String(value)}`, { cause });
  }
  if (name.length === 0) {
    throw new SvsError("invalid-argument", `${option} must have at least one component, as in /alice.`);
  }
  return name;
}
