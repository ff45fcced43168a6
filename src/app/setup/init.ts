import { adopt, refuseWithDaemon } from "@/app/setup/adopt.ts";
import { adoptedPairs } from "@/app/setup/adopted_pairs.ts";
import { createInstallation } from "@/app/setup/installation.ts";
import type { SetupDeps } from "@/app/setup/setup_deps.ts";
import { writeSettings } from "@/app/setup/write_settings.ts";
import { findDaemon } from "@/app/find_daemon.ts";
import { noFacts } from "@/app/memory_facts.ts";
import { permissionText } from "@/app/permission_text.ts";
import { type OpenRun, withRun } from "@/app/run.ts";
import type { Config } from "@/config/config.ts";
import { asSyncError, SyncError } from "@/domain/errors.ts";
import type { Permission } from "@/ports/account.ts";
import type { AdoptedPair, FilesReport, Setup } from "@/ports/setup.ts";

export interface InitDeps extends SetupDeps {
  readonly openRun: OpenRun;
}

export function createSetup(deps: InitDeps): Setup {
  const { config, io, files } = deps;
  return {
    async needed(url, signal) {
      const nobody = () => Promise.reject(new SyncError("INTERNAL", "No token is known yet"));
      using account = deps.openAccount(url, nobody);
      return permissionText(used((await account.server(signal)).needed, config));
    },
    async check(url, token, signal) {
      // Without it nothing that is set up here could work.
      await deps.openTaskwarrior(noFacts, io.warn).installation(signal);
      using account = deps.openAccount(url, () => Promise.resolve(token));
      const { version, needed } = await account.server(signal);
      const { tokenWorks, missing } = await account.permissions(signal);
      if (!tokenWorks) throw unknownToken(url, used(needed, config));
      const of = (use: Permission["use"]) =>
        permissionText(missing.filter((permission) => permission.use === use));
      const canList = !missing.some(({ group, action }) =>
        group === "projects" && action === "read_all"
      );
      const projects = canList ? await account.webhooks.projects(signal) : [];
      return {
        version,
        missing: of("sync"),
        missingForWebhooks: of("webhooks"),
        missingForClaims: config.claimsMirror === "assignee" ? of("claims") : "",
        projects: projects.filter(({ parentId }) => parentId === 0).map(({ title }) => title),
      };
    },
    write: (answers) => writeSettings(files, config, answers),
    offer: (signal) => offer(deps, signal),
    async adopt(file, signal) {
      const pairs = file === null ? [] : await pairsIn(deps, file);
      const daemon = await findDaemon(deps.daemons, deps);
      if (daemon !== null) refuseWithDaemon(daemon.info.pid);
      const open = () => deps.openRun({ planOnly: false, jobs: config.jobs }, signal);
      return await withRun({ open }, async (run) => ({ value: await adopt(run, pairs, signal) }));
    },
  };
}

/** Without those of claims where they do not show as assignees. */
function used(
  needed: readonly Permission[],
  { claimsMirror }: Config,
): readonly Permission[] {
  return needed.filter(({ use }) => use !== "claims" || claimsMirror === "assignee");
}

function unknownToken(url: string, needed: readonly Permission[]): SyncError {
  return new SyncError("AUTH", `Cannot use the token: ${url} does not know it`, {
    hint: "It was revoked, has expired or was mistyped. Make a new one in Vikunja under " +
      `Settings, API tokens, that allows ${permissionText(needed)}.`,
  });
}

async function pairsIn(
  { files }: SetupDeps,
  file: string,
): Promise<readonly AdoptedPair[]> {
  const text = await files.read(files.absolute(file)).catch((cause) => {
    throw new SyncError("CONFIG", `Cannot read ${file}: ${asSyncError(cause).message}`, { cause });
  });
  if (text === null) throw new SyncError("CONFIG", `Cannot read ${file}: there is no such file`);
  const pairs = adoptedPairs(text);
  if (pairs.length > 0) return pairs;
  throw new SyncError("CONFIG", `Cannot adopt: no line of ${file} has a UUID and an id`, {
    hint: "It may be JSON ({uuid: id}, [[uuid, id]], [{uuid, vikunja_id}]), CSV or TSV.",
  });
}

async function offer(deps: SetupDeps, signal: AbortSignal): Promise<readonly string[]> {
  const { config, io, run } = deps;
  const installation = createInstallation(deps);
  const lines: string[] = [];
  lines.push(
    ...await offered("Have Taskwarrior tell of changes at once (an on-exit hook)?", {
      io,
      later: "vikunja-sync install hook",
      act: async () => fileLines(await installation.hook(signal)),
    }),
  );
  const systemd = await run(["systemctl", "--version"]);
  if (systemd !== null) {
    lines.push(
      ...await offered("Keep both sides the same all the time (systemd units)?", {
        io,
        later: "vikunja-sync install units",
        act: async () => fileLines(await installation.units(signal)),
      }),
    );
  }
  const { listen } = config;
  if (listen !== null && !listen.endsWith(":0")) {
    lines.push(
      ...await offered(`Have Vikunja tell of changes at once (webhooks to ${listen})?`, {
        io,
        later: "vikunja-sync install webhooks",
        act: async () => {
          const report = await installation.webhooks(`http://${listen}`, signal);
          const { created, notes } = report;
          return [...created.map((title) => `webhook on ${title}`), ...notes];
        },
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
