import { silently } from "@/app/asked.ts";
import { receipts, webhookFinding } from "@/app/doctor/delivery.ts";
import { type Check, type Examined, skipped } from "@/app/doctor/examination.ts";
import { planLoop } from "@/app/doctor/loop_plan.ts";
import { goTheWay, makeCanary, removeCanary } from "@/app/doctor/loop_way.ts";
import { accountOf } from "@/app/setup/setup_deps.ts";
import type { Daemon } from "@/ports/daemon.ts";

/** The guard against mass deletion looks back so far. */
const guardMs = 10 * 60_000;

/**
 * A task made in Vikunja, told by its webhook, found in Taskwarrior, deleted there with `task`, gone from Vikunja: the
 * whole loop, both ways, by the daemon that runs; as much of it as the selection and the directions allow.
 */
export const checkLoop: Check = async (examined, signal) => {
  const { config, daemon, isServerUsable, isTaskwarriorUsable, runtime } = examined;
  if (daemon === null) return [skipped("loop", "no daemon runs that could carry a task over")];
  if (!isServerUsable || !isTaskwarriorUsable) {
    return [skipped("loop", "first mend what is wrong above")];
  }
  if (await wouldLookLikeMassDelete(examined, daemon, signal)) {
    return [skipped("loop", "tried within the last ten minutes, and there is no other task yet")];
  }
  using account = accountOf(examined);
  const record = await examined.webhookStore.record();
  const plan = planLoop({
    config,
    projects: await account.webhooks.projects(signal),
    isHooked: ({ id }) => record?.hooks.some(({ project }) => project === id) === true,
    now: runtime.now,
  });
  if ("because" in plan) return [skipped("loop", plan.because)];
  const trying = { examined, plan, daemon, account };
  const before = await receipts(daemon, signal);
  const canary = await makeCanary(trying, signal);
  try {
    const isTold = record !== null && canary.id !== null;
    const told = isTold
      ? [await webhookFinding(examined, { daemon, before, url: record.url }, signal)]
      : [];
    return [...told, await goTheWay(trying, canary, signal)];
  } finally {
    await removeCanary(trying, canary);
  }
};

async function wouldLookLikeMassDelete(
  { config, files, runtime }: Examined,
  daemon: Daemon,
  signal: AbortSignal,
): Promise<boolean> {
  const stamp = `${config.stateDir}/doctor-loop`;
  const { linked } = await daemon.ask("status", {}, silently(signal));
  const last = (await files.facts(stamp))?.modifiedMs ?? 0;
  if (linked === 0 && runtime.now().getTime() - last < guardMs) return true;
  await files.replace(stamp, "", 0o600);
  return false;
}
