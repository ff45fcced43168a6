import { Buffer } from "node:buffer";
import type { Socket } from "node:net";
import { answerHead } from "@/adapters/http/answers.ts";
import type { RouteAnswer } from "@/adapters/http/routes.ts";
import type { TimeLimit } from "@/adapters/http/time_limit.ts";

/** A caller that takes longer to read what was written is cut off. */
const unreadMs = 10_000;
/** What a caller has not taken yet, in about bytes. */
const maxOnItsWayBytes = 4_096;
/** How long what a caller still sends is read, so that its answer is not taken back with it. */
const lingerMs = 500;

/**
 * Resolves when all of it has left this process, or the caller has been given up. `keeps`: the connection goes on
 * after it; not where its end is that of the answer.
 */
export async function writeAnswer(
  socket: Socket,
  answer: RouteAnswer,
  limit: TimeLimit,
  keeps: boolean,
): Promise<void> {
  if (socket.destroyed) return;
  switch (answer.kind) {
    case "json":
      await all(socket, limit, {
        status: answer.status,
        type: "application/json",
        body: JSON.stringify(answer.body) + "\n",
        keeps,
      });
      break;
    case "text":
      await all(socket, limit, { ...answer, keeps });
      break;
    case "response":
      await response(socket, limit, answer.response);
      break;
    case "lines":
      await written(socket, limit, answerHead(200, "application/x-ndjson", null, false));
      for await (const line of answer.lines) {
        await written(socket, limit, JSON.stringify(line) + "\n");
        if (socket.destroyed) return;
      }
  }
}

interface WholeAnswer {
  readonly status: number;
  readonly type: string;
  readonly body: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly keeps: boolean;
}

async function all(
  socket: Socket,
  limit: TimeLimit,
  { status, type, body, headers = {}, keeps }: WholeAnswer,
): Promise<void> {
  const head = answerHead(status, type, Buffer.byteLength(body), keeps, headers);
  await written(socket, limit, head + body);
}

/** Its end is that of the connection. */
async function response(
  socket: Socket,
  limit: TimeLimit,
  { status, headers, body }: Response,
): Promise<void> {
  const { "content-type": type = "text/plain", ...others } = Object.fromEntries(headers);
  const head = answerHead(status, type, null, false, others);
  const reader = body?.getReader();
  const onClose = () => void reader?.cancel().catch(() => {});
  socket.once("close", onClose);
  try {
    await written(socket, limit, head);
    while (reader !== undefined && !socket.destroyed) {
      const { done, value } = await reader.read();
      if (done) return;
      await written(socket, limit, value);
    }
  } finally {
    socket.off("close", onClose);
    onClose();
  }
}

/**
 * Resolves when the caller, or the kernel for it, has taken it; little is not waited for: who does not take it is waited
 * for once there is more.
 */
async function written(
  socket: Socket,
  limit: TimeLimit,
  content: string | Uint8Array,
): Promise<void> {
  if (socket.writableLength + content.length <= maxOnItsWayBytes) return void socket.write(content);
  await orGivenUp(socket, limit, unreadMs, (done) => void socket.write(content, () => done()));
}

/** Resolves when the caller has closed as well, or has not in time. */
export async function closeAfter(socket: Socket, limit: TimeLimit): Promise<void> {
  await orGivenUp(socket, limit, unreadMs, (done) => void socket.end(() => done()));
  await orGivenUp(socket, limit, lingerMs, () => {});
}

/** Resolves also when the connection has ended, which it does after that time. */
async function orGivenUp(
  socket: Socket,
  limit: TimeLimit,
  ms: number,
  begin: (done: () => void) => void,
): Promise<void> {
  if (socket.destroyed) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  limit.begin(ms);
  socket.once("close", resolve);
  begin(resolve);
  await promise;
  socket.off("close", resolve);
  limit.end();
}
