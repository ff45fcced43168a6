import type { Doctor } from "@/ports/setup.ts";
import { checkLoop } from "@/app/doctor/canary.ts";
import { checkBackups } from "@/app/doctor/backups.ts";
import { checkDaemon } from "@/app/doctor/daemon.ts";
import { type Check, type DoctorDeps, type Examined, failed } from "@/app/doctor/examination.ts";
import { checkHook } from "@/app/doctor/hook.ts";
import { checkList } from "@/app/doctor/list.ts";
import { checkLog } from "@/app/doctor/log.ts";
import { checkServer } from "@/app/doctor/server.ts";
import { checkFiles, checkLock, checkSpool } from "@/app/doctor/state.ts";
import { checkOtherMachines, checkTaskwarrior } from "@/app/doctor/taskwarrior.ts";
import { checkUnits } from "@/app/doctor/units.ts";
import { checkWebhooks } from "@/app/doctor/webhooks.ts";

/** In this order: later ones build on what the earlier ones found usable. */
const checks: readonly (readonly [name: string, check: Check])[] = [
  ["taskwarrior", checkTaskwarrior],
  ["machines", checkOtherMachines],
  ["hook", checkHook],
  ["server", checkServer],
  ["daemon", checkDaemon],
  ["lock", checkLock],
  ["list", checkList],
  ["log", checkLog],
  ["backups", checkBackups],
  ["spool", checkSpool],
  ["files", checkFiles],
  ["units", checkUnits],
  ["webhooks", checkWebhooks],
  ["loop", checkLoop],
];

/** Looks at everything that sync needs, for real. */
export function createDoctor(deps: DoctorDeps): Doctor {
  return {
    async *examine(signal) {
      const examined: Examined = {
        ...deps,
        daemon: null,
        isServerUsable: false,
        isTaskwarriorUsable: false,
      };
      for (const [name, check] of checks) {
        signal.throwIfAborted();
        yield* await check(examined, signal).catch((thrown) => [failed(name, thrown)]);
      }
    },
  };
}
