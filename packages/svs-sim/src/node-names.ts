/** What precedes a member's number in the TLV-VALUE of its node prefix, `/m<number>`: generic component. */
const GENERIC = 0x08;
const LETTER_M = 0x6d;
const DIGIT_0 = 0x30;

/** The node prefix of a member, as a Name TLV-VALUE. */
export function nodeOctets(member: number): Uint8Array {
  const digits = String(member);
  const octets = new Uint8Array(3 + digits.length);
  octets.set([GENERIC, 1 + digits.length, LETTER_M]);
  for (let i = 0; i < digits.length; i++) {
    octets[3 + i] = digits.charCodeAt(i);
  }
  return octets;
}

/** What a member is called. */
export function memberName(member: number): string {
  return `m${member}`;
}

/** The member that such octets name, read without making a string: it is asked for every update. */
export function memberOf(node: Uint8Array): number {
  let member = 0;
  for (let i = 3; i < node.length; i++) {
    member = 10 * member + node[i]! - DIGIT_0;
  }
  return member;
}

/** The group of every scenario. */
export const GROUP = "/svs-sim";
