import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** Serves a few files on a free port of this machine. */
export async function serve(
  files: Readonly<Record<string, readonly [type: string, body: string | Uint8Array]>>,
): Promise<{ url: string; server: Server }> {
  const server = createServer((request, response) => {
    const file = files[new URL(request.url ?? "/", "http://localhost").pathname];
    if (file === undefined) {
      response.writeHead(404).end();
    } else {
      response.writeHead(200, { "content-type": file[0] }).end(file[1]);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, server };
}
