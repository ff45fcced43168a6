import { adopt, refuseWithDaemon } from "@/app/setup/adopt.ts";
import { adoptedPairs } from "@/app/setup/adopted_pairs.ts";
import { checkAccount, tokenNeeds } from "@/app/setup/check_account.ts";
import { offer, place } from "@/app/setup/offers.ts";
import type { SetupDeps } from "@/app/setup/setup_deps.ts";
import { lookAround, showPage } from "@/app/setup/surroundings.ts";
import { writeSelection, writeSettings } from "@/app/setup/write_settings.ts";
import { findDaemon } from "@/app/find_daemon.ts";
import { createManualSync } from "@/app/manual_sync.ts";
import { type OpenRun, withRun } from "@/app/run/run.ts";
import type { Config } from "@/config/config.ts";
import { chosenSelection } from "@/config/selection_config.ts";
import { tokenFrom } from "@/config/token.ts";
import { asSyncError, SyncError } from "@/domain/errors.ts";
import type { AdoptedPair, Setup } from "@/ports/setup.ts";

export interface InitDeps extends SetupDeps {
  readonly openRun: (config: Config) => OpenRun;
}

export function createSetup(deps: InitDeps): Setup {
  const { config, files } = deps;
  return {
    look: (signal) => lookAround(deps, signal),
    needed: (url, signal) => tokenNeeds(deps, url, signal),
    show: (page) => showPage(deps, page),
    check: (url, token, signal) => checkAccount(deps, { url, token }, signal),
    async plan({ url, token, project, selection }, progress, signal) {
      const known = token === null ? null : tokenFrom(token);
      const server = known === null ? config.server : { url, token: () => Promise.resolve(known) };
      const asked = {
        ...config,
        server,
        defaultProject: project ?? config.defaultProject,
        ...selection === null ? {} : chosenSelection(config, selection),
      };
      const wanted = { projects: [], full: false, jobs: config.jobs, allowMassDelete: false };
      return await createManualSync(deps.openRun(asked)).plan(wanted, progress, signal);
    },
    write: (answers) => writeSettings(files, config, answers),
    select: (selection) => writeSelection(files, config, selection),
    offer: (signal) => offer(deps, signal),
    place: (part, signal) => place(deps, part, signal),
    async adopt(file, signal) {
      const pairs = file === null ? [] : await pairsIn(deps, file);
      const daemon = await findDaemon(deps.daemons, deps);
      if (daemon !== null) refuseWithDaemon(daemon.info.pid);
      const open = () => deps.openRun(config)({ planOnly: false, jobs: config.jobs }, signal);
      return await withRun({ open }, async (run) => ({ value: await adopt(run, pairs, signal) }));
    },
  };
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
