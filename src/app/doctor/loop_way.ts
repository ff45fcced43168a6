import { silently } from "@/app/asked.ts";
import { type Examined, ok, skipped, wrong } from "@/app/doctor/examination.ts";
import type { LoopPlan } from "@/app/doctor/loop_plan.ts";
import { type Patience, until } from "@/app/doctor/until.ts";
import { noFacts } from "@/app/run/memory_facts.ts";
import { otherSide, type Side, sideNames } from "@/domain/task.ts";
import { streamIdForVikunja } from "@/mapping/stream_id.ts";
import type { Account } from "@/ports/account.ts";
import type { Daemon } from "@/ports/daemon.ts";
import type { Finding } from "@/ports/setup.ts";
import { deadline } from "@/ports/waits.ts";

const title = "vikunja-sync doctor tries the way there and back; this goes by itself";
const carryMs = 20_000;

interface Trying {
  readonly examined: Examined;
  readonly plan: LoopPlan;
  readonly daemon: Daemon;
  readonly account: Account;
}

/** The task that goes the way. */
interface Canary {
  readonly uuid: string;
  /** `null`: it is not in Vikunja. */
  readonly id: number | null;
  /** Why it stays where it was made; `null`: it does not. */
  readonly outside: string | null;
  /** When it was made, on the clock that does not jump. */
  readonly madeAtMs: number;
}

export async function makeCanary(
  { examined, plan, daemon, account }: Trying,
  signal: AbortSignal,
): Promise<Canary> {
  const { config, runtime } = examined;
  const madeAtMs = runtime.elapsed();
  if (plan.madeIn === "vikunja") {
    const id = await account.makeTask(plan.project.id, title, signal);
    const uuid = streamIdForVikunja(config.server?.url ?? "", id);
    return { uuid, id, outside: null, madeAtMs };
  }
  const uuid = runtime.uuid();
  const tags = plan.label === null ? {} : { tags: `+${plan.label}` };
  const changes = { project: plan.projectName, ...tags };
  const { vikunjaId: id, outside } = await daemon.ask(
    "add",
    { uuid, title, changes },
    silently(signal),
  );
  return { uuid, id, outside, madeAtMs };
}

/** Seen on the other side, deleted where the plan says, gone from the other side. */
export async function goTheWay(
  trying: Trying,
  canary: Canary,
  signal: AbortSignal,
): Promise<Finding> {
  const { examined, plan } = trying;
  const { runtime } = examined;
  if (canary.outside !== null) {
    return skipped("loop", `a task of the doctor's is not selected: ${canary.outside}`);
  }
  const patience: Patience = { runtime, withinMs: carryMs, signal };
  const seconds = carryMs / 1000;
  const { madeIn, deletedIn } = plan;
  const seenIn = otherSide(madeIn);
  const seen = onSide(trying, canary, seenIn);
  if (madeIn === "vikunja") await wake(trying, canary, signal);
  if (!await until(() => seen.isThere(signal), patience)) {
    const says = `a task made in ${sideNames[madeIn]} did not reach ${
      sideNames[seenIn]
    } within ${seconds} s`;
    return wrong("loop", says, "vikunja-sync status");
  }
  signal.throwIfAborted();
  await onSide(trying, canary, deletedIn).remove(signal);
  const goneIn = otherSide(deletedIn);
  const going = onSide(trying, canary, goneIn);
  if (deletedIn === "vikunja") await wake(trying, canary, signal);
  if (!await until(async () => !await going.isThere(signal), patience)) {
    const says = `a task deleted in ${sideNames[deletedIn]} was still in ${
      sideNames[goneIn]
    } ${seconds} s later`;
    return wrong("loop", says, "vikunja-sync status");
  }
  const ms = Math.round(runtime.elapsed() - canary.madeAtMs);
  if (plan.leftOut === null) {
    const [first, second] = [sideNames[madeIn], sideNames[seenIn]];
    return ok("loop", `${first} → ${second} → ${first} in ${ms} ms`);
  }
  const way = `${sideNames[madeIn]} → ${
    sideNames[seenIn]
  } in ${ms} ms, a new task and its deletion`;
  return ok("loop", `${way}; not the other way: ${plan.leftOut}`);
}

/** Also where the rest was broken off. */
export async function removeCanary(trying: Trying, canary: Canary): Promise<void> {
  using limit = deadline(trying.examined.runtime, carryMs);
  const own: readonly Side[] = trying.plan.madeIn === "vikunja" ? [] : ["taskwarrior"];
  for (const side of [...own, "vikunja"] as const) {
    const there = onSide(trying, canary, side);
    if (await there.isThere(limit.signal)) await there.remove(limit.signal);
  }
}

/** Where no webhook came, the daemon is told instead of waiting for its poll. */
async function wake({ daemon }: Trying, { id }: Canary, signal: AbortSignal): Promise<void> {
  if (id !== null) await daemon.ask("wake", { ids: [id], full: false }, silently(signal));
}

interface OnSide {
  readonly isThere: (signal: AbortSignal) => Promise<boolean>;
  readonly remove: (signal: AbortSignal) => Promise<void>;
}

/** The task as that side has it. */
function onSide({ examined, account }: Trying, { uuid, id }: Canary, side: Side): OnSide {
  if (side === "taskwarrior") {
    const taskwarrior = examined.openTaskwarrior(noFacts, () => {});
    return {
      isThere: () => taskwarrior.hasTask(uuid),
      remove: () => taskwarrior.deleteTask(uuid),
    };
  }
  if (id === null) {
    return { isThere: () => Promise.resolve(false), remove: () => Promise.resolve() };
  }
  return {
    isThere: (signal) => account.hasTask(id, signal),
    remove: (signal) => account.removeTask(id, signal),
  };
}
