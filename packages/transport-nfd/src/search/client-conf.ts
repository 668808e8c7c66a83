/**
 * The forwarder that a client.conf names: the value of its first `transport` line. Comments begin with a
 * semicolon or a number sign.
 * @returns `undefined` if there is no such line.
 */
export function transportOfClientConf(text: string): string | undefined {
  for (const line of text.split(/\r?\n/)) {
    const value = /^\s*transport\s*=\s*([^\s;#]+)/.exec(line)?.[1];
    if (value !== undefined) {
      return value;
    }
  }
  return undefined;
}
