import { withFaults } from "@/adapters/memory/faulty_log.ts";
import { ownMemoryLog } from "@/adapters/memory/owned_log.ts";
import { type LogOptions, openLog } from "@/adapters/sqlite/log.ts";
import type { Log } from "@/ports/log.ts";
import { logProjections as projections } from "@/projections/log_projections.ts";
import type { LogPlace } from "@tests/simulation/log_place.ts";
import { folderInMemory } from "@tests/support/temp_folder.ts";

/**
 * The real log on a real file, with faults at its edge. A process that is killed leaves its log open, as it leaves
 * everything: it is closed when the schedule is over.
 */
export function sqliteLogPlace(): LogPlace {
  const folder = folderInMemory();
  const path = folder.file("log.db");
  const opened: Log[] = [];
  let looking: Log | null = null;
  let copies = 0;

  function open(options: Omit<LogOptions, "projections">): Log {
    const log = openLog({ ...options, projections });
    opened.push(log);
    return log;
  }

  return {
    own: (options, signal) => {
      const { process, runtime } = options;
      return ownMemoryLog({
        ...options,
        projections,
        now: runtime.now,
        open: () => withFaults(open({ path, runtime, isOwner: true }), process),
      }, signal);
    },
    copy({ runtime }) {
      const copy = folder.file(`copy-${++copies}.db`);
      for (const end of ["", "-wal"]) copyIfThere(`${path}${end}`, `${copy}${end}`);
      const log = open({ path: copy, shownAs: path, runtime, isOwner: true });
      return {
        log,
        [Symbol.asyncDispose]() {
          log.close();
          return Promise.resolve();
        },
      };
    },
    look(now) {
      looking ??= open({ path, runtime: { ...onlyLooks, now } });
      return { ...looking, close() {}, [Symbol.dispose]() {} };
    },
    [Symbol.dispose]() {
      for (const log of opened) log.close();
      folder[Symbol.dispose]();
    },
  };
}

const onlyLooks = {
  elapsed: () => 0,
  after: () => {
    throw new Error("Nothing is appended by whoever only looks");
  },
};

function copyIfThere(from: string, to: string): void {
  try {
    Deno.copyFileSync(from, to);
  } catch (thrown) {
    if (!(thrown instanceof Deno.errors.NotFound)) throw thrown;
  }
}
