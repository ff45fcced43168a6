import type { Doctor } from "@/ports/setup.ts";
import type { SetupDeps } from "@/compose/setup.ts";
import { checkLoop } from "@/compose/doctor/canary.ts";
import { checkDaemon } from "@/compose/doctor/daemon.ts";
import { type Check, type Examined, failed } from "@/compose/doctor/examination.ts";
import { checkHook } from "@/compose/doctor/hook.ts";
import { checkLog } from "@/compose/doctor/log.ts";
import { checkServer } from "@/compose/doctor/server.ts";
import { checkFiles, checkLock, checkSpool } from "@/compose/doctor/state.ts";
import { checkOtherMachines, checkTaskwarrior } from "@/compose/doctor/taskwarrior.ts";
import { checkUnits } from "@/compose/doctor/units.ts";
import { checkWebhooks } from "@/compose/doctor/webhooks.ts";

/** In this order: later ones build on what the earlier ones found usable. */
const checks: readonly (readonly [name: string, check: Check])[] = [
  ["taskwarrior", checkTaskwarrior],
  ["machines", checkOtherMachines],
  ["hook", checkHook],
  ["server", checkServer],
  ["daemon", checkDaemon],
  ["lock", checkLock],
  ["log", checkLog],
  ["spool", checkSpool],
  ["files", checkFiles],
  ["units", checkUnits],
  ["webhooks", checkWebhooks],
  ["loop", checkLoop],
];

/** Looks at everything that sync needs, for real. */
export function createDoctor(deps: SetupDeps): Doctor {
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
