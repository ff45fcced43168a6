import type { Socket } from "node:net";
import { answerHead } from "@/adapters/http/answers.ts";
import type { RouteAnswer } from "@/adapters/http/routes.ts";

/** A caller that takes longer to read what was written is cut off. */
const unreadMs = 10_000;
/** How long what a caller still sends is read, so that its answer is not taken back with it. */
const lingerMs = 500;

/** Resolves when all of it has left this process, or the caller has been given up. */
export async function writeAnswer(socket: Socket, answer: RouteAnswer): Promise<void> {
  if (socket.destroyed) return;
  switch (answer.kind) {
    case "json":
      await all(socket, answer.status, "application/json", JSON.stringify(answer.body) + "\n");
      break;
    case "text":
      await all(socket, answer.status, answer.type, answer.body, answer.headers);
      break;
    case "lines":
      await written(socket, answerHead(200, "application/x-ndjson", null));
      for await (const line of answer.lines) {
        await written(socket, JSON.stringify(line) + "\n");
        if (socket.destroyed) return;
      }
  }
}

async function all(
  socket: Socket,
  status: number,
  type: string,
  text: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<void> {
  const body = new TextEncoder().encode(text);
  await written(socket, answerHead(status, type, body.length, headers), body);
}

/** Resolves when the caller, or the kernel for it, has taken it. */
async function written(socket: Socket, ...parts: readonly (string | Uint8Array)[]): Promise<void> {
  for (const part of parts) {
    await orGivenUp(socket, unreadMs, (done) => void socket.write(part, () => done()));
  }
}

/** Resolves when the caller has closed as well, or has not in time. */
export async function closeAfter(socket: Socket): Promise<void> {
  await orGivenUp(socket, unreadMs, (done) => void socket.end(() => done()));
  await orGivenUp(socket, lingerMs, () => {});
}

/** Resolves also when the connection has ended, which it does after that time. */
async function orGivenUp(
  socket: Socket,
  ms: number,
  begin: (done: () => void) => void,
): Promise<void> {
  if (socket.destroyed) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(() => socket.destroy(), ms);
  socket.once("close", resolve);
  begin(resolve);
  await promise;
  socket.off("close", resolve);
  clearTimeout(timer);
}
