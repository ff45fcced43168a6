import { notTold } from "@/adapters/notify/failure.ts";
import type { Notifier } from "@/ports/notifier.ts";

const timeoutMs = 60_000;

/** Runs a program with a JSON object a line on its stdin; words, or text for the shell. */
export function commandNotifier(command: string | readonly string[]): Notifier {
  const words = typeof command === "string" ? ["/bin/sh", "-c", command] : command;
  return {
    tell: ({ notices, title }, signal) =>
      run(words, notices.map((notice) => JSON.stringify(notice) + "\n").join(""), {
        signal,
        who: "the command",
        env: { VIKUNJA_SYNC_TITLE: title },
      }),
  };
}

/** cron has no session bus; the user's own is where systemd puts it. */
const withSessionBus =
  ': "${DBUS_SESSION_BUS_ADDRESS:=unix:path=/run/user/$(id -u)/bus}"; export DBUS_SESSION_BUS_ADDRESS; ' +
  'exec notify-send "$@"';

/** The notification service of the desktop. `env`: what the program gets beside our own environment. */
export function desktopNotifier(env: Readonly<Record<string, string>> = {}): Notifier {
  return {
    tell({ title, body, isUrgent }, signal) {
      const urgency = isUrgent ? "critical" : "normal";
      const options = ["--app-name=vikunja-sync", `--urgency=${urgency}`];
      const words = ["/bin/sh", "-c", withSessionBus, "notify-send", ...options];
      return run([...words, "--", withoutNull(title), withoutNull(escapeMarkup(body))], "", {
        signal,
        who: "the desktop",
        env,
      });
    },
  };
}

/** Many services read the body as markup. */
function escapeMarkup(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

/** No argument can have one. */
function withoutNull(text: string): string {
  return text.replaceAll("\0", "");
}

interface RunOptions {
  readonly signal: AbortSignal;
  readonly who: string;
  readonly env: Readonly<Record<string, string>>;
}

async function run(
  [program = "", ...args]: readonly string[],
  input: string,
  { signal, who, env }: RunOptions,
): Promise<void> {
  const timeout = AbortSignal.timeout(timeoutMs);
  const child = spawn(program, args, { who, env, signal: AbortSignal.any([signal, timeout]) });
  const [{ code, stderr }] = await Promise.all([child.output(), feed(child, input)]);
  signal.throwIfAborted();
  if (timeout.aborted) throw notTold(who, `it took longer than ${timeoutMs / 1_000} s`);
  if (code === 0) return;
  const said = new TextDecoder().decode(stderr).trim().split("\n").at(-1) ?? "";
  throw notTold(who, `it ended with ${code}${said === "" ? "" : ` (${said})`}`);
}

function spawn(program: string, args: readonly string[], { who, env, signal }: RunOptions) {
  try {
    return new Deno.Command(program, {
      args: [...args],
      env: { ...env },
      signal,
      stdin: "piped",
      stdout: "null",
      stderr: "piped",
    }).spawn();
  } catch (cause) {
    if (cause instanceof Deno.errors.NotFound || cause instanceof Deno.errors.PermissionDenied) {
      throw notTold(who, `${program} cannot be run`, cause);
    }
    throw cause;
  }
}

/** A program need not read what it is given. */
async function feed(child: Deno.ChildProcess, input: string): Promise<void> {
  const writer = child.stdin.getWriter();
  try {
    await writer.write(new TextEncoder().encode(input));
    await writer.close();
  } catch (thrown) {
    if (!(thrown instanceof Deno.errors.BrokenPipe)) throw thrown;
  }
}
