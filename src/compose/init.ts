import { readFile } from "node:fs/promises";
import { readServerFacts } from "@/adapters/vikunja/info.ts";
import {
  checkPermissions,
  neededPermissions,
  type Permission,
  permissionText,
} from "@/adapters/vikunja/permissions.ts";
import type { ServerKind } from "@/adapters/vikunja/server_kind.ts";
import { createWebhooks } from "@/adapters/vikunja/webhooks.ts";
import { runIfThere } from "@/adapters/system/configuration_sources.ts";
import type { Config } from "@/config/config.ts";
import { asSyncError, SyncError } from "@/domain/errors.ts";
import type { AdoptedPair, FilesReport, Setup } from "@/ports/setup.ts";
import { adopt, refuseWithDaemon } from "@/compose/adopt.ts";
import { adoptedPairs } from "@/app/adopted_pairs.ts";
import { findDaemon } from "@/app/find_daemon.ts";
import { daemons } from "@/compose/daemons.ts";
import { connectTaskwarrior } from "@/compose/replicas.ts";
import { openRun } from "@/app/open_engine.ts";
import { withRun } from "@/app/run.ts";
import { enginePorts } from "@/compose/engine_ports.ts";
import { connectWith, createInstallation, type SetupDeps } from "@/compose/setup.ts";
import { writeSettings } from "@/compose/write_settings.ts";
import { noFacts } from "@/app/memory_facts.ts";

export function createSetup(deps: SetupDeps): Setup {
  const { config, io, version } = deps;
  return {
    async needed(url, signal) {
      const nobody = () => Promise.reject(new SyncError("INTERNAL", "No token is known yet"));
      const client = connectWith(deps, url, nobody);
      try {
        const { kind } = await readServerFacts(client, signal);
        return permissionText(usedPermissions(config, kind));
      } finally {
        client.close();
      }
    },
    async check(url, token, signal) {
      // Without it nothing that is set up here could work.
      await connectTaskwarrior(config, noFacts, io.warn).installation(signal);
      const client = connectWith(deps, url, () => Promise.resolve(token));
      try {
        const { version, kind } = await readServerFacts(client, signal);
        const { tokenWorks, missing } = await checkPermissions(client, kind, signal);
        if (!tokenWorks) throw unknownToken(url, usedPermissions(config, kind));
        const of = (use: Permission["use"]) =>
          permissionText(missing.filter((permission) => permission.use === use));
        const canList = !missing.some(({ group, action }) =>
          group === "projects" && action === "read_all"
        );
        const projects = canList ? await createWebhooks(client).projects(signal) : [];
        return {
          version,
          missing: of("sync"),
          missingForWebhooks: of("webhooks"),
          missingForClaims: config.claimsMirror === "assignee" ? of("claims") : "",
          projects: projects.filter(({ parentId }) => parentId === 0).map(({ title }) => title),
        };
      } finally {
        client.close();
      }
    },
    write: (answers) => writeSettings(config, answers),
    offer: (signal) => offer(deps, signal),
    async adopt(file, signal) {
      const pairs = file === null ? [] : await pairsIn(file);
      const daemon = await findDaemon(daemons, { config, version });
      if (daemon !== null) refuseWithDaemon(daemon.info.pid);
      const options = { config, command: "init --adopt", planOnly: false, jobs: config.jobs };
      const open = () => openRun(enginePorts(config, io), options, signal);
      return await withRun({ open }, async (run) => ({ value: await adopt(run, pairs, signal) }));
    },
  };
}

/** Without those of claims where they do not show as assignees. */
function usedPermissions({ claimsMirror }: Config, kind: ServerKind): readonly Permission[] {
  return neededPermissions(kind).filter(({ use }) =>
    use !== "claims" || claimsMirror === "assignee"
  );
}

function unknownToken(url: string, needed: readonly Permission[]): SyncError {
  return new SyncError("AUTH", `Cannot use the token: ${url} does not know it`, {
    hint: "It was revoked, has expired or was mistyped. Make a new one in Vikunja under " +
      `Settings, API tokens, that allows ${permissionText(needed)}.`,
  });
}

async function pairsIn(file: string): Promise<readonly AdoptedPair[]> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (cause) {
    throw new SyncError("CONFIG", `Cannot read ${file}: ${asSyncError(cause).message}`, { cause });
  }
  const pairs = adoptedPairs(text);
  if (pairs.length > 0) return pairs;
  throw new SyncError("CONFIG", `Cannot adopt: no line of ${file} has a UUID and an id`, {
    hint: "It may be JSON ({uuid: id}, [[uuid, id]], [{uuid, vikunja_id}]), CSV or TSV.",
  });
}

async function offer(deps: SetupDeps, signal: AbortSignal): Promise<readonly string[]> {
  const { config, io } = deps;
  const installation = createInstallation(deps);
  const lines: string[] = [];
  lines.push(
    ...await offered("Have Taskwarrior tell of changes at once (an on-exit hook)?", {
      io,
      later: "vikunja-sync install hook",
      act: async () => fileLines(await installation.hook(signal)),
    }),
  );
  const systemd = await runIfThere(["systemctl", "--version"]);
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
