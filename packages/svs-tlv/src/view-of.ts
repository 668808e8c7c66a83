/** These octets, to be read several at a time. */
export function viewOf(octets: Uint8Array): DataView {
  return new DataView(octets.buffer, octets.byteOffset, octets.length);
}

/** For packets; larger ones make up for a view of their own. */
const scratch = new Uint8Array(8800);
const scratchView = viewOf(scratch);

/**
 * {@link viewOf}, until it is called again: to copy octets into a view takes less than to make one.
 */
export function passingViewOf(octets: Uint8Array): DataView {
  if (octets.length > scratch.length) {
    return viewOf(octets);
  }
  scratch.set(octets);
  return scratchView;
}
