import { children } from "@system/children.ts";
import { backupFiles } from "@/adapters/backup/backup_files.ts";
import { lastBackupAt } from "@/app/backup/last_backup.ts";
import type { DailyBackup } from "@/app/serve/daily_backup.ts";
import { wordsOf } from "@/compose/own_words.ts";
import type { Config } from "@/config/config.ts";
import { namedInEnvironment } from "@/config/named_in_environment.ts";
import { SyncError } from "@/domain/errors.ts";

const done = [0, 3];

/** By a process of its own: neither the memory that it takes nor its work at a stretch is the daemon's. */
export function dailyBackup(
  config: Config,
  tasks: Readonly<Record<string, string>>,
): DailyBackup {
  return {
    lastAt: () => lastBackupAt(backupFiles.list(config.backup.folder)),
    async make(signal) {
      const [program = "", ...args] = wordsOf("backup", tasks);
      const child = children.start(program, [...args, "create", "--prune", "--json"], {
        env: { ...namedInEnvironment(config), ...await tokenFor(config) },
        stdin: "nothing",
        stdout: "piped",
        stderr: "piped",
      });
      const stop = () => child.kill("SIGTERM");
      signal.addEventListener("abort", stop);
      if (signal.aborted) stop();
      const { code, stdout, stderr } = await child.ended.finally(() =>
        signal.removeEventListener("abort", stop)
      );
      const text = new TextDecoder();
      if (!done.includes(code)) throw failed(code, text.decode(stderr));
      return JSON.parse(text.decode(stdout)).manifest.leftOut;
    },
  };
}

/** Taken out of our own environment, so that only what is ours sees it. */
async function tokenFor({ isTokenInEnvironment, server }: Config) {
  if (!isTokenInEnvironment || server === null) return {};
  return { VIKUNJA_TOKEN: (await server.token("known")).reveal() };
}

function failed(code: number, stderr: string): SyncError {
  const last = stderr.trim().split("\n").at(-1) ?? "";
  let said = last;
  try {
    said = JSON.parse(last).error.message;
  } catch {
    // It ended without an error of ours.
  }
  return new SyncError("INTERNAL", said === "" ? `it ended with ${code}` : said);
}
