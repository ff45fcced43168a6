import { createManualSync } from "@/app/manual_sync.ts";
import type { RunningEngine } from "@/app/daemon/start_engine.ts";
import type { OpenRun } from "@/app/run/run.ts";
import { otherConfiguration } from "@/app/serve/reloading.ts";
import type { Config } from "@/config/config.ts";
import { selectionText } from "@/config/selection_words.ts";
import type { Sync } from "@/ports/operations.ts";

export interface DaemonSyncDeps {
  readonly engine: RunningEngine;
  /** Has the configuration read again for a selection that somebody has seen the effects of; the engine that goes by it. */
  readonly takeSelection: (text: string) => Promise<RunningEngine>;
  /** The configuration as it is now, and how a run by it is opened beside this engine. @throws {SyncError} `CONFIG` */
  readonly reread: () => Promise<Config>;
  readonly openBeside: (config: Config) => OpenRun;
}

/** `sync` by the daemon, which goes on with another selection first where whoever asks has seen what that changes. */
export function createDaemonSync(
  { engine, takeSelection, reread, openBeside }: DaemonSyncDeps,
): Sync {
  return {
    /** On a copy of the log, by what another selection would be. */
    async plan(options, progress, signal) {
      const config = await reread();
      const { selection } = options;
      if (
        selection !== undefined && selection !== selectionText(config.selection, config.mapping)
      ) {
        throw otherConfiguration(config.file);
      }
      return await createManualSync(openBeside(config)).plan(options, progress, signal);
    },
    async run(options, progress, signal) {
      const { selection, acceptsSelection } = options;
      const { config } = engine;
      const isOther = selection !== undefined && acceptsSelection === true &&
        selection !== selectionText(config.selection, config.mapping);
      const { daemon } = isOther ? await takeSelection(selection) : engine;
      const sync = createManualSync(({ alone = false }) => daemon.borrow({ alone }));
      return await sync.run(options, progress, signal);
    },
  };
}
