import { Name } from "@ndn/packet";

/** A Name TLV-VALUE as people write it: generic components without their type. */
export function nameUri(value: Uint8Array): string {
  return new Name(value).toString().replaceAll("/8=", "/");
}
