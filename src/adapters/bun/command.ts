import process from "node:process";
import { bun, type Subprocess } from "./bun_parts.ts";

type Options = Pick<
  Deno.CommandOptions,
  "args" | "env" | "signal" | "stdin" | "stdout" | "stderr"
>;
type Stream = "stdin" | "stdout" | "stderr";

const pipes = { piped: "pipe", null: "ignore", inherit: "inherit" } as const;

/** `Deno.Command`; the environment given is added to that of this process. */
export class Command {
  readonly #words: readonly string[];
  readonly #options: Options;

  constructor(program: string, options: Options = {}) {
    this.#words = [program, ...options.args ?? []];
    this.#options = options;
  }

  spawn() {
    return childOf(bun().spawn(this.#words, this.#settings("inherit", "inherit")));
  }

  async output() {
    return await childOf(bun().spawn(this.#words, this.#settings("null", "piped"))).output();
  }

  outputSync() {
    const { signal: _, ...settings } = this.#settings("null", "piped");
    const { exitCode, signalCode = null, stdout, stderr } = bun().spawnSync(this.#words, settings);
    const none = new Uint8Array();
    const ended = { code: exitCode ?? 1, signal: signalCode, stdout: stdout ?? none };
    return { ...ended, success: exitCode === 0, stderr: stderr ?? none };
  }

  #settings(input: "inherit" | "null", output: "inherit" | "piped") {
    const { env, signal } = this.#options;
    const pipe = (stream: Stream, usual: keyof typeof pipes) =>
      pipes[this.#options[stream] ?? usual];
    return {
      env: { ...process.env, ...env },
      stdin: pipe("stdin", input),
      stdout: pipe("stdout", output),
      stderr: pipe("stderr", output),
      ...(signal === undefined ? {} : { signal }),
    };
  }
}

function childOf(child: Subprocess) {
  const status = child.exited.then((code) => ({
    code,
    signal: child.signalCode,
    success: code === 0,
  }));
  return {
    pid: child.pid,
    status,
    stdin: { getWriter: () => writerOf(child) },
    /** One that ended by itself gets no signal. */
    kill: (signal: Deno.Signal = "SIGTERM") => child.kill(signal),
    async output() {
      const [stdout, stderr] = await Promise.all([bytesOf(child.stdout), bytesOf(child.stderr)]);
      return { ...await status, stdout, stderr };
    },
  };
}

function writerOf({ stdin }: Subprocess) {
  return {
    async write(bytes: Uint8Array): Promise<void> {
      stdin.write(bytes);
      await stdin.flush();
    },
    async close(): Promise<void> {
      await stdin.end();
    },
  };
}

/** Nothing where the stream is not piped. */
async function bytesOf(stream: ReadableStream<Uint8Array> | undefined): Promise<Uint8Array> {
  return stream instanceof ReadableStream
    ? await new Response(stream as ReadableStream<Uint8Array<ArrayBuffer>>).bytes()
    : new Uint8Array();
}
