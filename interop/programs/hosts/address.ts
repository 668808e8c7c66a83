/** An address of UDP. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Of `10.0.0.1:7000`. */
export function addressOf(text: string): Address {
  const [host, port] = text.split(":");
  return { host: host!, port: Number(port) };
}
