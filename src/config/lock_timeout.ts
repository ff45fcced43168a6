import { checkSetting, settingValue } from "@/config/settings.ts";
import { SyncError } from "@/domain/errors.ts";

/** Of what was typed; `null`: nothing was. @throws {SyncError} `USAGE` */
export function lockTimeoutOf(typed: string | null): number {
  if (typed === null) return 10_000;
  const [problem] = checkSetting("lock_timeout", typed);
  if (problem !== undefined) throw new SyncError("USAGE", `Cannot run: --lock-timeout ${problem}`);
  return settingValue("lock_timeout", typed);
}
