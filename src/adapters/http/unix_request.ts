import { SyncError } from "@/domain/errors.ts";

export interface UnixRequest {
  readonly method: string;
  readonly path: string;
  readonly body: string;
  readonly signal: AbortSignal | null;
}

export interface UnixResponse {
  readonly status: number;
  /** Text as it comes, until the other side closes. */
  readonly text: AsyncIterable<string>;
}

/** A response header that is longer is not one of ours. */
const maxHeaderBytes = 16_384;

/**
 * One request over a Unix socket, one connection. HTTP/1.0, so that the body ends with the connection and
 * nothing has to be loaded to read it: `node:http` alone takes as long as everything else of `status`.
 * `null`: nobody listens there.
 * @throws {SyncError} `DAEMON_GONE`
 */
export async function unixRequest(
  socketPath: string,
  { method, path, body, signal }: UnixRequest,
): Promise<UnixResponse | null> {
  const connection = await connect(socketPath);
  if (connection === null) return null;
  const close = () => closeQuietly(connection);
  signal?.addEventListener("abort", close);
  const bytes = new TextEncoder().encode(body);
  const head = `${method} ${path} HTTP/1.0\r\nhost: daemon\r\ncontent-type: application/json\r\n` +
    `content-length: ${bytes.length}\r\n\r\n`;
  try {
    await writeAll(connection, new TextEncoder().encode(head));
    await writeAll(connection, bytes);
    return await readResponse(connection, () => signal?.removeEventListener("abort", close));
  } catch (cause) {
    close();
    throw cause instanceof SyncError ? cause : gone(cause);
  }
}

async function connect(path: string): Promise<Deno.UnixConn | null> {
  try {
    return await Deno.connect({ transport: "unix", path });
  } catch (cause) {
    const isNobody = cause instanceof Deno.errors.NotFound ||
      cause instanceof Deno.errors.NotADirectory ||
      cause instanceof Deno.errors.ConnectionRefused || cause instanceof TypeError ||
      (cause instanceof Error && /SUN_LEN|too long/i.test(cause.message));
    if (isNobody) return null;
    throw gone(cause);
  }
}

async function writeAll(connection: Deno.UnixConn, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await connection.write(bytes.subarray(at));
}

async function readResponse(
  connection: Deno.UnixConn,
  onEnd: () => void,
): Promise<UnixResponse> {
  const chunks = chunksOf(connection, onEnd);
  let head = "";
  while (!head.includes("\r\n\r\n")) {
    const { value, done } = await chunks.next();
    if (done || head.length > maxHeaderBytes) throw gone(new Error("no answer"));
    head += value;
  }
  const end = head.indexOf("\r\n\r\n") + 4;
  const status = Number(/^HTTP\/1\.[01] (\d{3})/.exec(head)?.[1] ?? 0);
  return { status, text: rest(head.slice(end), chunks) };
}

async function* chunksOf(connection: Deno.UnixConn, onEnd: () => void): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  const buffer = new Uint8Array(65_536);
  try {
    while (true) {
      const read = await connection.read(buffer);
      if (read === null) return;
      yield decoder.decode(buffer.subarray(0, read), { stream: true });
    }
  } finally {
    onEnd();
    closeQuietly(connection);
  }
}

async function* rest(first: string, chunks: AsyncGenerator<string>): AsyncGenerator<string> {
  if (first !== "") yield first;
  try {
    yield* chunks;
  } catch (cause) {
    throw gone(cause);
  }
}

/** Closed already, by an abort: nothing is left to do. */
function closeQuietly(connection: Deno.UnixConn): void {
  try {
    connection.close();
  } catch (thrown) {
    if (!(thrown instanceof Deno.errors.BadResource)) throw thrown;
  }
}

/** The daemon went while it was asked. */
export function gone(cause: unknown): SyncError {
  return new SyncError("DAEMON_GONE", "Cannot hear the daemon: it ended in the middle", {
    cause,
    retryable: true,
    hint: "Nothing is lost. Try again; `vikunja-sync status` says whether it runs.",
  });
}
