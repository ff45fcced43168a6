import { type Check, note, ok, skipped, wrong } from "@/app/doctor/examination.ts";

const dayMs = 86_400_000;
/** One that is made daily may have failed once, or the machine was off. */
const lateAfterMs = 3 * dayMs;

/** Whether backups come as they are meant to; `backup verify` tells whether they are whole. */
export const checkBackups: Check = ({ config, daemon, runtime, lastBackupAt }) => {
  const { isDaily, folder } = config.backup;
  const make = "vikunja-sync backup create";
  const at = lastBackupAt();
  if (at === null) {
    return Promise.resolve([
      isDaily
        ? note("backups", `there are none in ${folder}; \`serve\` makes one a day`, make)
        : skipped("backups", 'there are none, and none are wanted (backup = "off")'),
    ]);
  }
  const days = Math.floor((runtime.now().getTime() - Date.parse(at)) / dayMs);
  const says = `the last one is of ${at}, in ${folder}`;
  if (!isDaily || days * dayMs < lateAfterMs) return Promise.resolve([ok("backups", says)]);
  const late = `${says}: ${days} days ago`;
  return Promise.resolve([
    daemon === null ? note("backups", late, make) : wrong("backups", late, make),
  ]);
};
