import { logStamps } from "@/app/quiet/at_log.ts";
import { shownEnv } from "@/app/quiet/shown_env.ts";
import type { ConfigSources } from "@/config/read_config.ts";
import { engineMarkName } from "@/ports/engine_mark.ts";
import {
  absent,
  type BegunLook,
  type QuietBasis,
  type QuietEnd,
  type QuietNote,
  type QuietWatch,
  type Stamp,
  type StampOf,
} from "@/ports/quiet.ts";
import type { RawAnswer } from "@/ports/transport.ts";

interface QuietWatchDeps {
  readonly program: string;
  readonly version: string;
  readonly secretNames: readonly string[];
  readonly stampOf: StampOf;
  readonly env: (name: string) => string | undefined;
  readonly seenVersion: (stateDir: string) => string | null;
  readonly now: () => Date;
  readonly keep: (stateDir: string, note: QuietNote) => void;
  /** `null`: no quiet look has begun anything. */
  readonly begun: BegunLook | null;
}

export interface ConfiguredWatch extends QuietWatch {
  /** Notes what a configuration is read from. */
  sources(sources: ConfigSources): ConfigSources;
  /** Lets go of the lock where the log of the run is another one; `null`: where it is not in a folder alone. */
  isFor(stateDir: string | null): Promise<void>;
  /** Lets go of what nobody took over. */
  end(): Promise<void>;
}

/** Of more the note would cost what it saves. */
const mostText = 256 * 1024;
const mostFiles = 100;

interface Configured {
  readonly env: QuietNote["env"];
  readonly folder: string;
  readonly stamps: Map<string, string>;
  isByCommand: boolean;
}

interface Begun {
  readonly basis: QuietBasis;
  readonly stamps: readonly Stamp[];
}

export function createQuietWatch(deps: QuietWatchDeps): ConfiguredWatch {
  const { stampOf, now } = deps;
  let lock = deps.begun?.lock ?? null;
  let asked = deps.begun?.asked ?? null;
  let configured: Configured | null = null;
  let begun: Begun | null = null;
  let ended: QuietEnd | null = null;
  const answers: { readonly path: string; readonly answer: RawAnswer | null }[] = [];

  function begin(basis: QuietBasis | null): Begun | null {
    const paths = basis === null ? null : pathsOf(basis, stampOf);
    if (basis === null || paths === null) return null;
    return { basis, stamps: paths.map((path) => [path, stampOf(path)] as const) };
  }

  async function letGo(): Promise<void> {
    await lock?.[Symbol.asyncDispose]();
    lock = asked = null;
  }

  function noteNow(): QuietNote | null {
    const [heard, ...more] = answers;
    if (configured === null || begun === null || ended === null || heard === undefined) return null;
    const { basis } = begun;
    const dateMs = Date.parse(heard.answer?.headers["date"] ?? "");
    if (more.length > 0 || configured.isByCommand || Number.isNaN(dateMs)) return null;
    if (heard.answer?.status !== 200 || heard.answer.text.length > mostText) return null;
    const before = [...configured.stamps, ...begun.stamps];
    // Whoever wrote there meanwhile may not have been seen.
    if (before.some(([path, stamp]) => stampOf(path) !== stamp)) return null;
    const seen = [`${basis.stateDir}/seen-version`].map((path) => [path, stampOf(path)] as const);
    const idle = idlePaths(basis).map((path) => [path, absent] as const);
    return {
      program: deps.program,
      version: deps.version,
      seenVersion: deps.seenVersion(basis.stateDir) ?? "",
      env: configured.env,
      folder: configured.folder,
      stamps: [...before, ...idle, ...seen, ...logStamps(basis.stateDir, stampOf)],
      fromMs: now().getTime(),
      ...ended,
      server: basis.server,
      path: heard.path,
      text: heard.answer.text,
      dateMs,
    };
  }

  return {
    takeLock() {
      const taken = lock;
      lock = null;
      return taken;
    },
    heard: (transport) => ({
      ...transport,
      async send(request) {
        const known = asked?.path === request.path && request.method === "GET" ? asked : null;
        asked = null;
        const exchange = known?.exchange ?? await transport.send(request);
        if (answers.length < 2) {
          const answer = exchange.kind === "answered" ? exchange.answer : null;
          answers.push({ path: request.path, answer });
        }
        return exchange;
      },
    }),
    begins(basis) {
      answers.length = 0;
      ended = null;
      begun = begin(basis);
    },
    ends: (end) => void (ended = end),
    closed() {
      const note = noteNow();
      if (note !== null && begun !== null) deps.keep(begun.basis.stateDir, note);
      begun = ended = null;
    },
    sources(sources) {
      const stamps = new Map<string, string>();
      const look = (path: string) => {
        if (!stamps.has(path)) stamps.set(path, stampOf(path));
      };
      const own: Configured = {
        env: shownEnv(deps.env, deps.secretNames),
        folder: sources.workingFolder,
        stamps,
        isByCommand: false,
      };
      // What is said on the command line is said of one run.
      configured = Object.keys(sources.flags).length > 0 ? null : own;
      return {
        ...sources,
        readTextFile(path) {
          look(path);
          return sources.readTextFile(path);
        },
        fileMode(path) {
          look(path);
          return sources.fileMode(path);
        },
        isForeign(path) {
          look(path);
          return sources.isForeign(path);
        },
        runCommand(words) {
          own.isByCommand = true;
          return sources.runCommand(words);
        },
      };
    },
    isFor: async (stateDir) => deps.begun?.stateDir === stateDir ? undefined : await letGo(),
    end: letGo,
  };
}

/** `null`: too many to look at each. */
function pathsOf(
  { taskwarrior: { files, folder }, server: { caFile } }: QuietBasis,
  stampOf: StampOf,
): readonly string[] | null {
  const names = stampOf(`${folder}/`);
  const within = names === absent ? [] : names.split("/").filter((name) => name !== "");
  // Of other profiles it counts whether their logs are there.
  const marks = within.filter((name) => name.startsWith(engineMarkName));
  if (within.length > mostFiles || marks.length > 1) return null;
  const read = within.flatMap((name) => name.endsWith(".sqlite3") ? [name, `${name}-wal`] : [name]);
  const machine = ["/etc/machine-id", "/var/lib/dbus/machine-id"];
  const others = [...machine, ...caFile === null ? [] : [caFile]];
  return [...files, folder, `${folder}/`, ...read.map((name) => `${folder}/${name}`), ...others];
}

/** Where something lies that a run would have to look at first: a wake-up, a failure, a daemon. */
function idlePaths({ stateDir, socketPaths }: QuietBasis): readonly string[] {
  const names = ["wakes/spool", "last_failure.json", "daemon.socket"];
  return [...names.map((name) => `${stateDir}/${name}`), ...socketPaths];
}
