import { connectUnix } from "@system/connect.ts";
import { SyncError } from "@/domain/errors.ts";
import { systemCode } from "@/ports/system_code.ts";
import type { Connection } from "@/ports/system.ts";
import { lookAtSocket, notAllowed } from "@/adapters/http/socket_place.ts";
import { createTimeLimit } from "@/adapters/http/time_limit.ts";

interface UnixRequest {
  readonly method: string;
  readonly path: string;
  readonly body: string;
  readonly signal: AbortSignal | null;
  /** The longest silence: until the answer begins, and between two parts of it. Milliseconds. */
  readonly silenceMs: number;
}

export interface UnixResponse {
  readonly status: number;
  /** Text as it comes, until the other side closes. */
  readonly text: AsyncIterable<string>;
}

/** A response header that is longer is not one of ours. */
const maxHeaderBytes = 16_384;

/** No answer of ours comes near it. */
const maxAnswerBytes = 256 * 1024 * 1024;

/**
 * One request over a Unix socket, one connection. HTTP/1.0, so that the body ends with the connection and
 * nothing has to be loaded to read it: `node:http` alone takes as long as everything else of `status`.
 * `null`: nobody listens there.
 * @throws {SyncError} `DAEMON_GONE`
 */
export async function unixRequest(
  socketPath: string,
  { method, path, body, signal, silenceMs }: UnixRequest,
): Promise<UnixResponse | null> {
  if (lookAtSocket(socketPath).kind !== "socket") return null;
  const connection = await connect(socketPath);
  if (connection === null) return null;
  const close = () => connection.close();
  const silence = watchSilence(silenceMs, silent(socketPath, silenceMs), close);
  const onEnd = () => {
    silence.stop();
    signal?.removeEventListener("abort", close);
  };
  signal?.addEventListener("abort", close);
  const bytes = new TextEncoder().encode(body);
  const head = `${method} ${path} HTTP/1.0\r\nhost: daemon\r\ncontent-type: application/json\r\n` +
    `content-length: ${bytes.length}\r\n\r\n`;
  try {
    await writeAll(connection, new TextEncoder().encode(head));
    await writeAll(connection, bytes);
    return await readResponse(connection, { silence, onEnd });
  } catch (cause) {
    onEnd();
    close();
    throw silence.isOver() ? silence.error : asGone(cause);
  }
}

function asGone(cause: unknown): SyncError {
  return cause instanceof SyncError ? cause : gone(cause);
}

interface Silence {
  /** Something was heard. */
  heard(): void;
  stop(): void;
  isOver(): boolean;
  readonly error: SyncError;
}

function watchSilence(ms: number, error: SyncError, onOver: () => void): Silence {
  let isOver = false;
  const limit = createTimeLimit(() => {
    isOver = true;
    onOver();
  });
  const heard = () => limit.begin(ms);
  heard();
  return { heard, stop: () => limit[Symbol.dispose](), isOver: () => isOver, error };
}

/** The last two: no path can be so long. */
const nobodyThere = ["ENOENT", "ENOTDIR", "ECONNREFUSED", "EINVAL", "ENAMETOOLONG"];

async function connect(path: string): Promise<Connection | null> {
  try {
    return await connectUnix(path);
  } catch (cause) {
    const code = systemCode(cause) ?? "";
    if (nobodyThere.includes(code)) return null;
    if (code === "EACCES" || code === "EPERM") throw notAllowed(path, cause);
    throw gone(cause);
  }
}

async function writeAll(connection: Connection, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length;) at += await connection.write(bytes.subarray(at));
}

interface Hearing {
  readonly silence: Silence;
  readonly onEnd: () => void;
}

async function readResponse(
  connection: Connection,
  hearing: Hearing,
): Promise<UnixResponse> {
  const chunks = chunksOf(connection, hearing);
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

async function* chunksOf(
  connection: Connection,
  { silence, onEnd }: Hearing,
): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  const buffer = new Uint8Array(65_536);
  let size = 0;
  try {
    while (true) {
      const read = await connection.read(buffer);
      if (read === null) return;
      silence.heard();
      size += read;
      if (size > maxAnswerBytes) throw gone(new Error("its answer has no end"));
      yield decoder.decode(buffer.subarray(0, read), { stream: true });
    }
  } catch (cause) {
    throw silence.isOver() ? silence.error : cause;
  } finally {
    onEnd();
    connection.close();
  }
}

async function* rest(first: string, chunks: AsyncGenerator<string>): AsyncGenerator<string> {
  if (first !== "") yield first;
  try {
    yield* chunks;
  } catch (cause) {
    throw asGone(cause);
  }
}

function silent(socketPath: string, ms: number): SyncError {
  const seconds = Math.round(ms / 1000);
  const message = `Cannot hear the daemon at ${socketPath}: it says nothing for ${seconds} s`;
  return new SyncError("DAEMON_GONE", message, {
    retryable: true,
    hint:
      "It may be stopped (`kill -CONT`), or hang: end it and start `serve` again. Nothing is lost.",
  });
}

/** The daemon went while it was asked. */
export function gone(cause: unknown): SyncError {
  return new SyncError("DAEMON_GONE", "Cannot hear the daemon: it ended in the middle", {
    cause,
    retryable: true,
    hint: "Nothing is lost. Try again; `vikunja-sync status` says whether it runs.",
  });
}
