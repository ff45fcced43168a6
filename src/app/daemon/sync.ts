import { createManualSync } from "@/app/manual_sync.ts";
import type { RunningEngine } from "@/app/daemon/start_engine.ts";
import { selectionText } from "@/config/selection_words.ts";
import type { Sync } from "@/ports/operations.ts";

interface DaemonSyncDeps {
  readonly engine: RunningEngine;
  /** Has the configuration read again for a selection that somebody has seen the effects of; the engine that goes by it. */
  readonly takeSelection: (text: string) => Promise<RunningEngine>;
}

/** `sync` by the daemon, which goes on with another selection first where whoever asks has seen what that changes. */
export function createDaemonSync({ engine, takeSelection }: DaemonSyncDeps): Pick<Sync, "run"> {
  return {
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
