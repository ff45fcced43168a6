import { endChild } from "@tests/support/child_process.ts";
import { until } from "@tests/support/until.ts";

/** A program in a terminal of its own, as `script` makes it. */
interface Terminal extends AsyncDisposable {
  /** Types, and waits until what was shown since fits. */
  type(keys: string, shows?: RegExp): Promise<void>;
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
  const reading = (async () => {
    const decoder = new TextDecoder();
    for await (const part of child.stdout) {
      shown += decoder.decode(part, { stream: true });
    }
  })();

  return {
    async type(keys, shows) {
      await writer.write(new TextEncoder().encode(keys));
      if (shows === undefined) return;
      await until(`it shows ${shows}`, () => shown.slice(from), (text) => shows.test(text));
      from = shown.length;
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
