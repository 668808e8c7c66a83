import { crc32c } from "./crc32c.js";
import { OctetWriter } from "./octet-writer.js";

const CHECKSUM_SIZE = 4;

/** A value under a key, so that damage to either is seen: LevelDB checks no checksum when it reads. */
export function seal(key: Uint8Array, body: Uint8Array): Uint8Array {
  return new OctetWriter()
    .uint32(crc32c(body, crc32c(key)))
    .octets(body)
    .finish();
}

/** A view of what was sealed under that key; `undefined` if it is damaged. */
export function unseal(key: Uint8Array, value: Uint8Array): Uint8Array | undefined {
  if (value.length < CHECKSUM_SIZE) {
    return undefined;
  }
  const body = value.subarray(CHECKSUM_SIZE);
  const checksum = new DataView(value.buffer, value.byteOffset).getUint32(0);
  return crc32c(body, crc32c(key)) === checksum ? body : undefined;
}
