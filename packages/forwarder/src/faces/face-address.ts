import type { FaceScope } from "../forwarding/face.js";

/** Whether an IP address, as Node.js writes it, is of this machine alone. */
export function isLoopback(address: string): boolean {
  const v4 = address.startsWith("::ffff:") ? address.slice(7) : address;
  return v4 === "::1" || /^127(\.\d{1,3}){3}$/.test(v4);
}

/** `local` for an address of this machine alone. */
export function scopeOf(address: string | undefined): FaceScope {
  return address !== undefined && isLoopback(address) ? "local" : "remote";
}

/** `host:port`, with brackets where IPv6 needs them. */
export function hostPort(host: string, port: number): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}

/** A face URI as NFD writes it: `tcp4://127.0.0.1:6363`, `udp6://[::1]:6363`. */
export function faceUri(scheme: "tcp" | "udp", address: string, port: number): string {
  const v4 = address.startsWith("::ffff:") ? address.slice(7) : address;
  return `${scheme}${v4.includes(":") ? 6 : 4}://${hostPort(v4, port)}`;
}
