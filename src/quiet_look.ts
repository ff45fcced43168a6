import { files } from "@system/files.ts";
import { thisProcess } from "@system/this_process.ts";
import { readQuietNote, stampOf } from "@/adapters/fs/quiet_notes.ts";
import { fileMode, isForeign } from "@/adapters/system/file_rights.ts";
import { spoolPath } from "@/adapters/fs/spool.ts";
import { tryLogLock } from "@/adapters/locks/log_lock.ts";
import { systemRuntime as runtime } from "@/adapters/system/runtime.ts";
import { createServerClock } from "@/adapters/vikunja/client/server_clock.ts";
import { createTransport } from "@/adapters/vikunja/transport/transport.ts";
import { authoritiesOf } from "@/app/authorities.ts";
import { isAsNoted, isSameAnswer } from "@/app/quiet/quiet_look.ts";
import { isRecordDue } from "@/app/quiet/record_due.ts";
import { shownEnv } from "@/app/quiet/shown_env.ts";
import { ExitCode, exitCodeOfError } from "@/cli/exit_code.ts";
import { createOutput } from "@/cli/output.ts";
import { summaryLines } from "@/cli/commands/sync_text.ts";
import { createScreen } from "@/cli/terminal/screen.ts";
import { placeProblem } from "@/config/file_rights.ts";
import { absolutePath, defaultStateDir, variable } from "@/config/paths.ts";
import { tokenFrom } from "@/config/token.ts";
import { asSyncError, SyncError } from "@/domain/errors.ts";
import type { SyncSummary } from "@/ports/operations.ts";
import { type BegunLook, type QuietNote, quietNotePath } from "@/ports/quiet.ts";
import { systemCode } from "@/ports/system_code.ts";
import type { Exchange } from "@/ports/transport.ts";

interface Around {
  /** Which program this is, to the last byte. */
  readonly program: string;
  readonly secrets: Readonly<Record<string, string>>;
  readonly secretNames: readonly string[];
  readonly stdout: (text: string) => void;
  readonly stderr: (text: string) => void;
  /** Width of the terminal on stderr; `null` where it is none. */
  readonly columns: () => number | null;
  readonly isColoured: boolean;
  readonly canAsk: boolean;
  readonly signal: AbortSignal;
}

/** `quiet`: it is done, with that exit code. Else the run is to go on with what was begun; `null`: nothing was. */
type Looked = { readonly kind: "quiet"; readonly code: ExitCode } | {
  readonly kind: "more";
  readonly begun: BegunLook | null;
};

const nothingBegun: Looked = { kind: "more", begun: null };
const plainOptions: ReadonlySet<string> = new Set(["--json", "--quiet", "-q", "--yes", "-y"]);

/**
 * A `sync` that finds all as a run before left it, without the engine: what that run went by is looked at from outside,
 * and the server is asked what it would be asked. Whatever is otherwise, the run itself goes on from there.
 */
export async function lookQuietly(args: readonly string[], around: Around): Promise<Looked> {
  const [command, ...options] = args;
  if (command !== "sync" || !options.every((option) => plainOptions.has(option))) {
    return nothingBegun;
  }
  const startedMs = runtime.elapsed();
  const env = (name: string) => around.secrets[name] ?? thisProcess.env(name);
  const stateDir = stateDirBy(env);
  if (stateDir === null || !await isOurs(stateDir, around.program)) return nothingBegun;
  const note = readQuietNote(stateDir, around.program);
  const secret = note === null ? null : tokenOf(note, env);
  const lock = tryLogLock(stateDir, "sync");
  if (lock === null) return nothingBegun;
  await using given = new AsyncDisposableStack();
  given.use(lock);
  const goOn = (asked: BegunLook["asked"]): Looked => {
    const kept = given.move();
    return { kind: "more", begun: { stateDir, lock: kept, asked } };
  };
  if (note === null || secret === null) return goOn(null);
  const seen = {
    program: around.program,
    env: shownEnv(env, around.secretNames),
    folder: thisProcess.folder(),
    nowMs: runtime.now().getTime(),
    canAsk: around.canAsk,
  };
  if (!isAsNoted(note, seen, stampOf)) return goOn(null);
  const clock = createServerClock(runtime.now, runtime.elapsed);
  const exchange = await ask(note, secret, clock, around.signal);
  if (exchange === null) return goOn(null);
  if (!isSameAnswer(note, exchange, clock)) return goOn({ path: note.path, exchange });
  const durationMs = Math.round(runtime.elapsed() - startedMs);
  if (
    isRecordDue(note.recordedAt, runtime.now()) && !await isRecorded(stateDir, note, durationMs)
  ) {
    return goOn({ path: note.path, exchange });
  }
  await given.disposeAsync();
  // Whoever left a wake-up meanwhile could not have the log, and trusts that it is looked at now.
  if (files.facts(spoolPath(stateDir)) !== null) return nothingBegun;
  return { kind: "quiet", code: say({ ...note.summary, durationMs }, options, around) };
}

/** `false`: the run itself finds what is wrong with the log, and says it. */
async function isRecorded(stateDir: string, note: QuietNote, durationMs: number): Promise<boolean> {
  const { recordQuietly } = await import("@/quiet_record.ts");
  try {
    await recordQuietly(stateDir, note, durationMs, stampOf);
    return true;
  } catch (thrown) {
    if (thrown instanceof SyncError) return false;
    throw thrown;
  }
}

/** Where the log is, as far as that is known before a configuration is read. */
function stateDirBy(env: (name: string) => string | undefined): string | null {
  const names = ["HOME", "USERPROFILE", "XDG_STATE_HOME", "VIKUNJA_SYNC_STATE_DIR"];
  const variables = Object.fromEntries(names.map((name) => [name, env(name)]));
  const named = variable(variables, "VIKUNJA_SYNC_STATE_DIR");
  return named === null
    ? defaultStateDir(variables, null)
    : absolutePath(named, thisProcess.folder(), variables);
}

/**
 * A note says where the token is sent: who could have written it is looked at before it is read. Where there is nothing,
 * or it cannot be looked at, the run itself says what is wrong.
 */
async function isOurs(stateDir: string, program: string): Promise<boolean> {
  const rights = { fileMode, isForeign };
  try {
    return files.facts(stateDir) !== null &&
      await placeProblem(stateDir, rights) === null &&
      await placeProblem(quietNotePath(stateDir, program), rights) === null;
  } catch (thrown) {
    if (systemCode(thrown) === null) throw thrown;
    return false;
  }
}

/** `null`: the run itself says what is wrong with it. */
function tokenOf(
  { server: { token } }: QuietNote,
  env: (name: string) => string | undefined,
): string | null {
  try {
    const text = "path" in token ? files.readText(token.path) : env(token.variable) ?? "";
    return text.startsWith("sealed:") ? null : tokenFrom(text)?.reveal() ?? null;
  } catch (thrown) {
    if (systemCode(thrown) === null) throw thrown;
    return null;
  }
}

/** The request of the run, as it would send it; `null`: it was stopped from outside. */
async function ask(
  { server, path }: QuietNote,
  secret: string,
  clock: ReturnType<typeof createServerClock>,
  signal: AbortSignal,
): Promise<Exchange | null> {
  const authorities = authoritiesOf(server, files.readTextLater);
  const transport = createTransport({ url: server.url, runtime, sockets: 1, authorities });
  const headers = { accept: "application/json", authorization: `Bearer ${secret}` };
  const atMs = runtime.elapsed();
  try {
    const request = { method: "GET", path, headers, body: null, once: false, signal };
    const exchange = await transport.send(request);
    if (exchange.kind === "unanswered") return exchange;
    const tookMs = runtime.elapsed() - atMs;
    const dateMs = Date.parse(exchange.answer.headers["date"] ?? "");
    if (!Number.isNaN(dateMs)) clock.note(dateMs, atMs, atMs + tookMs);
    return { kind: "answered", answer: { ...exchange.answer, asked: { atMs, tookMs } } };
  } catch (thrown) {
    if (!(thrown instanceof SyncError)) throw thrown;
    return null;
  } finally {
    transport.close();
  }
}

function say(
  summary: SyncSummary,
  options: readonly string[],
  { stdout, stderr, columns, isColoured }: Around,
): ExitCode {
  const json = options.includes("--json");
  const quiet = options.some((option) => option === "--quiet" || option === "-q");
  if (quiet && !json) return ExitCode.ok;
  const { elapsed } = runtime;
  const screen = createScreen({ write: stderr, columns, elapsed });
  const output = createOutput(stdout, screen, {
    json,
    quiet,
    verbose: false,
    elapsed,
    log: null,
    page: { columns: null, now: runtime.now() },
    pager: null,
    isColoured,
    asTyped: (text) => text,
  });
  try {
    output.progress({ phase: "reading", done: 0, total: null });
    output.progress({ phase: "comparing", done: 0, total: 0 });
    output.result(summary, () => summaryLines(summary));
    return ExitCode.ok;
  } catch (thrown) {
    const error = asSyncError(thrown);
    output.error(error);
    return exitCodeOfError(error.code);
  }
}
