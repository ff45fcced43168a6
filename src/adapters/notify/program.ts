import { children } from "@system/children.ts";
import { notTold } from "@/adapters/notify/failure.ts";
import type { Notifier } from "@/ports/notifier.ts";
import type { Child } from "@/ports/system.ts";
import { systemCode } from "@/ports/system_code.ts";

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
  const child = start(program, args, who, env);
  const either = AbortSignal.any([signal, timeout]);
  const stop = () => child.kill("SIGTERM");
  if (either.aborted) stop();
  either.addEventListener("abort", stop, { once: true });
  const [{ code, stderr }] = await Promise.all([child.ended, child.feed(input)]);
  signal.throwIfAborted();
  if (timeout.aborted) throw notTold(who, `it took longer than ${timeoutMs / 1_000} s`);
  if (code === 0) return;
  const said = new TextDecoder().decode(stderr).trim().split("\n").at(-1) ?? "";
  throw notTold(who, `it ended with ${code}${said === "" ? "" : ` (${said})`}`);
}

function start(
  program: string,
  args: readonly string[],
  who: string,
  env: Readonly<Record<string, string>>,
): Child {
  try {
    return children.start(program, args, {
      env,
      stdin: "piped",
      stdout: "nothing",
      stderr: "piped",
    });
  } catch (cause) {
    if (!["ENOENT", "EACCES", "EPERM"].includes(systemCode(cause) ?? "")) throw cause;
    throw notTold(who, `${program} cannot be run`, cause);
  }
}
