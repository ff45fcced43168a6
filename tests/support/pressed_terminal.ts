import { endChild } from "@tests/support/child_process.ts";

/** A program in a terminal of its own, as `script` makes it. */
interface Terminal extends AsyncDisposable {
  /** Types, and waits until what was shown since fits. */
  type(keys: string, until?: RegExp): Promise<void>;
  /** Types what makes the program end, and waits until it has, with all that it writes then. */
  leave(keys: string): Promise<void>;
  /** All that it showed. */
  shown(): string;
}

interface TerminalOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly columns?: number;
}

const patienceMs = 30_000;

export function terminalWith(words: readonly string[], options: TerminalOptions): Terminal {
  const { cwd, env, columns = 80 } = options;
  const command = words.map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(" ");
  const child = new Deno.Command("script", {
    args: ["-qfec", `stty cols ${columns} rows 24; exec ${command}`, "/dev/null"],
    stdin: "piped",
    stdout: "piped",
    stderr: "null",
    cwd,
    env: { ...env, SHELL: "/bin/sh" },
  }).spawn();
  const writer = child.stdin.getWriter();
  let shown = "";
  let from = 0;
  let wake = () => {};
  const reading = (async () => {
    const decoder = new TextDecoder();
    for await (const part of child.stdout) {
      shown += decoder.decode(part, { stream: true });
      wake();
    }
  })();

  async function wait(until: RegExp): Promise<void> {
    const { promise, reject } = Promise.withResolvers<never>();
    promise.catch(() => {});
    const timer = setTimeout(
      () => reject(new Error(`never showed ${until}:\n${shown.slice(from)}`)),
      patienceMs,
    );
    try {
      while (!until.test(shown.slice(from))) {
        await Promise.race([promise, new Promise<void>((resolve) => wake = resolve)]);
      }
    } finally {
      clearTimeout(timer);
    }
    from = shown.length;
  }

  return {
    async type(keys, until) {
      await writer.write(new TextEncoder().encode(keys));
      if (until !== undefined) await wait(until);
    },
    async leave(keys) {
      await writer.write(new TextEncoder().encode(keys));
      await child.status;
    },
    shown: () => shown,
    async [Symbol.asyncDispose]() {
      await writer.close().catch(() => {});
      endChild(child, "SIGKILL");
      await child.status;
      await reading;
    },
  };
}
