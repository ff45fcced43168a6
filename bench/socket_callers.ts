/**
 * Callers of the daemon's socket, in a process of their own, as agents are: each has one kept connection and bare
 * HTTP/1.1 on it. What they ask is written before the time begins, and what they are answered read after it: all of them
 * share one core, which is not what is measured. The socket's path is the argument; a line on stdin asks for a round, a
 * line on stdout answers it.
 */
interface Round {
  readonly callers: number;
  /** Each is claimed once. */
  readonly tasks: readonly string[];
}

interface RoundOutcome {
  /** For all of them. */
  readonly ms: number;
  /** Of one claim, the median. */
  readonly p50Ms: number;
  /** Task and token. */
  readonly claimed: readonly (readonly [task: string, token: number])[];
}

interface Caller {
  /** The answer to a request, as it came. */
  ask(request: Uint8Array): Promise<Uint8Array>;
  close(): void;
}

async function round(path: string, { callers, tasks }: Round): Promise<RoundOutcome> {
  const all = await Promise.all(Array.from({ length: callers }, () => createCaller(path)));
  const requests = tasks.map(requestOf);
  const answers: Uint8Array[] = [];
  const each: number[] = [];
  let next = 0;
  const startedAt = performance.now();
  await Promise.all(all.map(async ({ ask }) => {
    for (let at = next++; at < requests.length; at = next++) {
      const askedAt = performance.now();
      answers[at] = await ask(requests[at] ?? new Uint8Array());
      each.push(performance.now() - askedAt);
    }
  }));
  const ms = performance.now() - startedAt;
  for (const { close } of all) close();
  const claimed = tasks.map((task, at) => [task, tokenIn(answers[at])] as const);
  return { ms, p50Ms: each.toSorted((a, b) => a - b)[each.length >> 1] ?? 0, claimed };
}

function requestOf(task: string): Uint8Array {
  const body = JSON.stringify({ task, agent: "bench", forMs: 3_600_000 });
  const head = `POST /v1/claims HTTP/1.1\r\nhost: daemon\r\ncontent-length: ${body.length}\r\n\r\n`;
  return new TextEncoder().encode(head + body);
}

function tokenIn(answer: Uint8Array | undefined): number {
  const text = new TextDecoder().decode(answer);
  const { ok, token } = JSON.parse(text.slice(text.indexOf("\r\n\r\n") + 4));
  if (ok !== true) throw new Error("a free task was refused");
  return token;
}

const newline = 10;

async function createCaller(path: string): Promise<Caller> {
  const connection = await Deno.connect({ transport: "unix", path });
  const buffer = new Uint8Array(65_536);
  return {
    async ask(request) {
      await connection.write(request);
      let length = 0;
      do {
        const read = await connection.read(buffer.subarray(length));
        if (read === null) throw new Error(`the connection ended after ${length} bytes`);
        length += read;
      } while (buffer[length - 1] !== newline);
      return buffer.slice(0, length);
    },
    close: () => connection.close(),
  };
}

async function* linesOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  let rest = "";
  for await (const text of stream.pipeThrough(new TextDecoderStream())) {
    const lines = (rest + text).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
}

export interface CallersProcess extends AsyncDisposable {
  round(asked: Round): Promise<RoundOutcome>;
}

export function startCallers(path: string): CallersProcess {
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "--quiet", "--allow-all", import.meta.filename ?? "", path],
    stdin: "piped",
    stdout: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  const answers = linesOf(child.stdout);
  return {
    async round(asked) {
      await writer.write(new TextEncoder().encode(JSON.stringify(asked) + "\n"));
      const { value, done } = await answers.next();
      if (done) throw new Error("the callers ended in the middle of a round");
      return JSON.parse(value) as RoundOutcome;
    },
    async [Symbol.asyncDispose]() {
      await writer.close();
      await child.status;
    },
  };
}

if (import.meta.main) {
  for await (const line of linesOf(Deno.stdin.readable)) {
    console.log(JSON.stringify(await round(Deno.args[0] ?? "", JSON.parse(line))));
  }
}
