/** What a holder writes into the lock file, as one line of JSON, for people. */
export interface LockHolder {
  readonly pid: number;
  readonly host: string;
  /** When the process started, ISO 8601 UTC: with the PID it names one process for good. */
  readonly startedAt: string;
  /** When it took the lock, ISO 8601 UTC. */
  readonly since: string;
  readonly command: string;
}

const maxCommandLength = 200;

/** This process; without `command` its own command line. */
export function thisHolder(command?: string): LockHolder {
  const shown = command ?? [Deno.execPath(), ...Deno.args].join(" ");
  return {
    pid: Deno.pid,
    host: Deno.hostname(),
    startedAt: new Date(performance.timeOrigin).toISOString(),
    since: new Date().toISOString(),
    command: shown.slice(0, maxCommandLength).toWellFormed(),
  };
}

/** Replaces what is in the file. A full disk does not cost the lock: the line is for people only. */
export function writeHolder(file: Deno.FsFile, holder: LockHolder): void {
  try {
    file.truncateSync(0);
    file.seekSync(0, Deno.SeekMode.Start);
    file.writeSync(new TextEncoder().encode(`${JSON.stringify(holder)}\n`));
  } catch (thrown) {
    if ((thrown as { code?: unknown }).code !== "ENOSPC") throw thrown;
  }
}

/** What is written there, whether its writer lives or not; `null`: nothing whole. */
export function writtenHolder(path: string): LockHolder | null {
  try {
    return parseHolder(Deno.readTextFileSync(path));
  } catch (thrown) {
    if (thrown instanceof Deno.errors.NotFound) return null;
    throw thrown;
  }
}

function parseHolder(text: string): LockHolder | null {
  try {
    const line = JSON.parse(text) as Partial<LockHolder> | null;
    const { pid, host, startedAt, since, command } = line ?? {};
    if (typeof pid !== "number" || typeof host !== "string") return null;
    if (typeof startedAt !== "string" || typeof since !== "string") return null;
    return { pid, host, startedAt, since, command: String(command ?? "") };
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return null;
    throw thrown;
  }
}
