import type { Connection } from "@/ports/system.ts";
import type { RawRequest } from "@/ports/transport.ts";

/** Resolves when the kernel has taken all of it. @throws {TypeError} it would be another request on its way. */
export async function writeRequest(
  connection: Pick<Connection, "write">,
  base: URL,
  request: RawRequest,
): Promise<void> {
  const head = new TextEncoder().encode(textOf(base, request));
  for (const part of [head, request.bytes ?? new Uint8Array()]) {
    for (let rest = part; rest.length > 0;) rest = rest.subarray(await connection.write(rest));
  }
}

const visible = /^[!-~]+$/;
const noLineEnd = /^[^\r\n\0]*$/;

function textOf(base: URL, { method, path, headers, body, bytes }: RawRequest): string {
  const target = base.pathname.replace(/\/$/, "") + path;
  const mayHaveBody = body !== null || ["PATCH", "POST", "PUT"].includes(method);
  const length = mayHaveBody ? (bytes ?? new TextEncoder().encode(body ?? "")).length : null;
  const all: Readonly<Record<string, string>> = {
    host: base.host,
    ...headers,
    "accept-encoding": "gzip",
    ...(length === null ? {} : { "content-length": String(length) }),
    connection: "keep-alive",
  };
  const lines = Object.entries(all);
  const isWhole = visible.test(target) &&
    lines.every(([name, value]) => visible.test(name) && noLineEnd.test(value));
  if (!isWhole) throw new TypeError("a request cannot have a line end or a space in its head");
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join("");
  return `${method} ${target} HTTP/1.1\r\n${head}\r\n${body ?? ""}`;
}
