import process from "node:process";
import type { Child, ChildOptions, Children } from "@/ports/system.ts";
import { bun, type Subprocess } from "./bun_parts.ts";

const pipes = { inherit: "inherit", nothing: "ignore", piped: "pipe" } as const;

export const children: Children = {
  start,
  runNow(program, args) {
    const words = [program, ...args];
    const io = { stdin: "ignore", stdout: "pipe", stderr: "pipe" } as const;
    const ended = bun().spawnSync(words, { env: process.env, ...io });
    return {
      code: ended.exitCode ?? 1,
      killedBy: ended.signalCode ?? null,
      stdout: ended.stdout ?? nothing,
      stderr: ended.stderr ?? nothing,
    };
  },
};

function start(program: string, args: readonly string[], options: ChildOptions): Child {
  const { stdin = "inherit", stdout = "inherit", stderr = "inherit" } = options;
  const child = bun().spawn([program, ...args], {
    env: { ...process.env, ...options.env },
    stdin: pipes[stdin],
    stdout: pipes[stdout],
    stderr: pipes[stderr],
  });
  const stream = async (name: "stdout" | "stderr", pipe: typeof stdout) =>
    pipe === "piped" ? await bytesOf(child[name]) : nothing;
  const ended = Promise.all([child.exited, stream("stdout", stdout), stream("stderr", stderr)])
    .then(([code, out, err]) => ({ code, killedBy: child.signalCode, stdout: out, stderr: err }));
  return {
    pid: child.pid,
    ended,
    feed: (text) => feed(child, text),
    kill: (signal) => child.kill(signal),
  };
}

const nothing = new Uint8Array();

async function feed({ stdin }: Subprocess, text: string): Promise<void> {
  try {
    stdin.write(new TextEncoder().encode(text));
    await stdin.flush();
    await stdin.end();
  } catch (thrown) {
    if (!(thrown instanceof Error && "code" in thrown && thrown.code === "EPIPE")) throw thrown;
  }
}

async function bytesOf(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  return await new Response(stream as ReadableStream<Uint8Array<ArrayBuffer>>).bytes();
}
