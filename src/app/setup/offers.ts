import { createInstallation } from "@/app/setup/installation.ts";
import type { SetupDeps } from "@/app/setup/setup_deps.ts";
import { hasServiceManager } from "@/app/setup/surroundings.ts";
import { findDaemon } from "@/app/find_daemon.ts";
import { namedInEnvironment } from "@/config/named_in_environment.ts";
import { asSyncError } from "@/domain/errors.ts";
import type { FilesReport } from "@/ports/setup.ts";
import { sleep } from "@/ports/waits.ts";

type PlacedPart = "hook" | "daemon" | "webhooks";

const later: Readonly<Record<PlacedPart, string>> = {
  hook: "vikunja-sync install hook",
  daemon: "vikunja-sync install units",
  webhooks: "vikunja-sync install webhooks",
};

/** What fails here has a command of its own: the rest goes on. */
export async function place(
  deps: SetupDeps,
  part: PlacedPart,
  signal: AbortSignal,
): Promise<readonly string[]> {
  try {
    return await acts[part](deps, signal);
  } catch (thrown) {
    signal.throwIfAborted();
    return [`${asSyncError(thrown).message} (later: ${later[part]})`];
  }
}

const acts: Readonly<
  Record<PlacedPart, (deps: SetupDeps, signal: AbortSignal) => Promise<readonly string[]>>
> = {
  hook: async (deps, signal) => fileLines(await createInstallation(deps).hook(signal)),
  async daemon(deps, signal) {
    if (await hasServiceManager(deps)) {
      return fileLines(await createInstallation(deps).units(signal));
    }
    return await startAlone(deps, signal);
  },
  async webhooks(deps, signal) {
    const url = `http://${deps.config.listen ?? ""}`;
    const { created, notes } = await createInstallation(deps).webhooks(url, signal);
    return [...created.map((title) => `webhook on ${title}`), ...notes];
  },
};

const patienceMs = 10_000;
const lookEveryMs = 100;

/** Where nobody looks after services: until the machine ends. */
async function startAlone(deps: SetupDeps, signal: AbortSignal): Promise<readonly string[]> {
  const { run, ownCommand, config, runtime } = deps;
  const log = `${config.stateDir}/serve.log`;
  const script = 'out=$1; shift; umask 077; command -v setsid >/dev/null && set -- setsid "$@"; ' +
    '"$@" </dev/null >>"$out" 2>&1 &';
  const named = Object.entries(namedInEnvironment(config)).map(([name, value]) =>
    `${name}=${value}`
  );
  await run(["sh", "-c", script, "sh", log, "env", ...named, ...ownCommand("serve")]);
  const untilMs = runtime.elapsed() + patienceMs;
  while (await findDaemon(deps.daemons, deps).catch(() => null) === null) {
    if (runtime.elapsed() > untilMs) {
      return [`the daemon did not start (see ${log}); later: \`vikunja-sync serve\``];
    }
    await sleep(runtime, lookEveryMs, signal);
  }
  return [
    `the daemon runs, until this machine is switched off (what it says is in ${log}); ` +
    "there is no systemd of yours here that would start it again: `vikunja-sync serve`",
  ];
}

export async function offer(deps: SetupDeps, signal: AbortSignal): Promise<readonly string[]> {
  const { config, io, run } = deps;
  const installation = createInstallation(deps);
  const lines: string[] = [];
  lines.push(
    ...await offered("Have Taskwarrior tell of changes at once (an on-exit hook)?", {
      io,
      later: later.hook,
      act: async () => fileLines(await installation.hook(signal)),
    }),
  );
  const systemd = await run(["systemctl", "--version"]);
  if (systemd !== null) {
    lines.push(
      ...await offered("Keep both sides the same all the time (systemd units)?", {
        io,
        later: later.daemon,
        act: async () => fileLines(await installation.units(signal)),
      }),
    );
  }
  const { listen } = config;
  if (listen !== null && !listen.endsWith(":0")) {
    lines.push(
      ...await offered(`Have Vikunja tell of changes at once (webhooks to ${listen})?`, {
        io,
        later: later.webhooks,
        act: () => acts.webhooks(deps, signal),
      }),
    );
  }
  return lines;
}

interface Offer {
  readonly io: SetupDeps["io"];
  /** The command that does it another time. */
  readonly later: string;
  readonly act: () => Promise<readonly string[]>;
}

/** What fails here has a command of its own: the rest goes on. */
async function offered(question: string, { io, later, act }: Offer): Promise<readonly string[]> {
  if (await io.confirm(question) !== true) return [`later: ${later}`];
  try {
    return await act();
  } catch (thrown) {
    return [`${asSyncError(thrown).message} (later: ${later})`];
  }
}

function fileLines({ written, notes }: FilesReport): readonly string[] {
  return [...written.map((path) => `wrote ${path}`), ...notes];
}
