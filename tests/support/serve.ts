import { connectDaemon } from "@/adapters/http/daemon_client.ts";
import type { Json } from "@/domain/json.ts";
import type { DaemonStatus } from "@/ports/daemon_status.ts";
import type { SyncSummary } from "@/ports/operations.ts";

/** A `serve` process that has said that it listens. */
export interface Served extends AsyncDisposable {
  readonly pid: number;
  /** Its own, short enough for the kernel. */
  readonly socket: string;
  /** Of the webhook receiver, `http://127.0.0.1:43210`; empty where there is none. */
  readonly url: string;
  /** What it said until now, a line each. */
  readonly lines: readonly string[];
  /** Resolves when it has said, all in all, so many lines that fit. */
  said(pattern: RegExp, times?: number): Promise<void>;
  call(method: string, path: string, body?: Json): Promise<Json>;
  daemon(): Promise<DaemonStatus>;
  /** A whole `sync` by the daemon: it comes after the round under way. */
  sync(options?: Readonly<Record<string, Json>>): Promise<SyncSummary>;
  kill(signal: Deno.Signal): void;
  readonly ended: Promise<Deno.CommandStatus>;
  /** SIGTERM, and its exit code. */
  stop(): Promise<number>;
}

const all = { projects: [], full: false, jobs: 4, allowMassDelete: false };

/** Waits for «listening on …»; throws with what it said where it ends before. */
export async function served(
  child: Deno.ChildProcess,
  listening = /^(\S+: )?listening on /,
): Promise<Served> {
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  const look = () => {
    for (const one of waiting) one();
  };
  let isOver = false;
  const heard = (async () => {
    for await (const line of linesOf(child.stderr)) {
      lines.push(line);
      look();
    }
  })();
  const drained = (async () => {
    for await (const _ of child.stdout);
  })();
  const ended = Promise.all([child.status, heard, drained]).then(([status]) => {
    isOver = true;
    look();
    return status;
  });

  function said(pattern: RegExp, times = 1): Promise<void> {
    return new Promise((resolve, reject) => {
      const one = () => {
        const isThere = lines.filter((line) => pattern.test(line)).length >= times;
        if (!isThere && !isOver) return;
        waiting.delete(one);
        if (isThere) resolve();
        else reject(new Error(`never said ${pattern}:\n${lines.join("\n")}`));
      };
      waiting.add(one);
      one();
    });
  }

  await said(listening);
  const line = lines.find((text) => text.includes("listening on ")) ?? "";
  const socket = /listening on (\/\S+)/.exec(line)?.[1] ?? "";
  const url = /http:\S+/.exec(line)?.[0] ?? "";
  const client = async () => {
    const found = await connectDaemon(socket);
    if (found === null) throw new Error(`nobody listens on ${socket}`);
    return found;
  };
  const self: Served = {
    pid: child.pid,
    socket,
    url,
    lines,
    said,
    call: async (method, path, body) => await (await client()).call(method, path, body),
    daemon: async () => await self.call("GET", "/v1/daemon") as unknown as DaemonStatus,
    async sync(options = {}) {
      const body = { ...all, ...options };
      const answers = (await client()).lines(
        "POST",
        "/v1/sync",
        body,
        new AbortController().signal,
      );
      for await (const answer of answers) {
        const { result, error } = answer as { result?: unknown; error?: unknown };
        if (error !== undefined) throw new Error(JSON.stringify(error));
        if (result !== undefined) return result as SyncSummary;
      }
      throw new Error("no result");
    },
    kill: (signal) => child.kill(signal),
    ended,
    async stop() {
      child.kill("SIGTERM");
      return (await ended).code;
    },
    async [Symbol.asyncDispose]() {
      if (!isOver) child.kill("SIGTERM");
      await ended;
    },
  };
  return self;
}

async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const parts = (rest + text).split("\n");
    rest = parts.pop() ?? "";
    yield* parts;
  }
  if (rest !== "") yield rest;
}
