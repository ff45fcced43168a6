import { fileURLToPath } from "node:url";

export interface Child extends AsyncDisposable {
  readonly pid: number;
  /** The next line it prints; `null`: it printed its last. */
  line(): Promise<string | null>;
  /** All lines that are still to come. */
  rest(): Promise<readonly string[]>;
  send(line: string): Promise<void>;
  kill(signal: Deno.Signal): void;
  readonly ended: Promise<Deno.CommandStatus>;
}

/** Runs a script of the tests' support folder as a process of its own; killed at the end of the test. */
export function spawnScript(name: string, args: readonly string[]): Child {
  return spawn(Deno.execPath(), denoArgs(name, args));
}

export function denoArgs(name: string, args: readonly string[]): string[] {
  const script = fileURLToPath(new URL(name, import.meta.url));
  return ["run", "--allow-all", "--no-check", script, ...args];
}

/** What it prints on stderr goes to ours. */
export function spawn(program: string, args: readonly string[]): Child {
  const child = new Deno.Command(program, {
    args: [...args],
    stdin: "piped",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const lines = readLines(child.stdout);
  const stdin = child.stdin.getWriter();
  let over = false;
  const ended = child.status.then((status) => {
    over = true;
    return status;
  });

  async function line(): Promise<string | null> {
    const next = await lines.next();
    return next.done === true ? null : next.value;
  }

  return {
    pid: child.pid,
    line,
    async rest() {
      const all: string[] = [];
      for (let next = await line(); next !== null; next = await line()) all.push(next);
      return all;
    },
    send: (text) => stdin.write(new TextEncoder().encode(`${text}\n`)),
    kill: (signal) => endChild(child, signal),
    ended,
    async [Symbol.asyncDispose]() {
      if (!over) endChild(child, "SIGKILL");
      await ended;
      await lines.return(undefined);
      // The pipe of a process that is gone cannot be closed in good order.
      await stdin.abort().catch(() => undefined);
    },
  };
}

/** One that has just ended by itself cannot be sent anything any more. */
export function endChild(child: Deno.ChildProcess, signal: Deno.Signal): void {
  try {
    child.kill(signal);
  } catch (thrown) {
    if (!(thrown instanceof TypeError)) throw thrown;
  }
}

async function* readLines(stream: ReadableStream<Uint8Array>): AsyncGenerator<string, void> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
}
