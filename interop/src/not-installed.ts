/** What cannot be had on this machine; the message says why, in a sentence. */
export class NotInstalled extends Error {
  override readonly name = "NotInstalled";
}
