import { silently } from "@/app/asked.ts";
import { type Check, type Examined, ok, skipped, wrong } from "@/app/doctor/examination.ts";
import { type Patience, until } from "@/app/doctor/until.ts";
import { noFacts } from "@/app/memory_facts.ts";
import { accountOf } from "@/app/setup/setup_deps.ts";
import { isLoopback, isNonRoutable, nonRoutableSetting } from "@/app/setup/webhook_address.ts";
import { streamIdForVikunja } from "@/mapping/stream_id.ts";
import type { Account } from "@/ports/account.ts";
import type { Daemon } from "@/ports/daemon.ts";
import type { DaemonStatus } from "@/ports/daemon_status.ts";
import type { Finding } from "@/ports/setup.ts";
import { deadline } from "@/ports/waits.ts";
import type { WebhookRecord } from "@/ports/webhooks.ts";

const title = "vikunja-sync doctor tries the way there and back; this goes by itself";
/** The first of Vikunja's tries comes within milliseconds; on a busy machine within seconds. */
const deliveryMs = 6_000;
const carryMs = 20_000;
/** The guard against mass deletion looks back so far. */
const guardMs = 10 * 60_000;

/**
 * A task made in Vikunja, told by its webhook, found in Taskwarrior, deleted there with `task`, gone from
 * Vikunja: the whole loop, both ways, by the daemon that runs.
 */
export const checkLoop: Check = async (examined, signal) => {
  const { daemon, isServerUsable, isTaskwarriorUsable } = examined;
  if (daemon === null) return [skipped("loop", "no daemon runs that could carry a task over")];
  if (!isServerUsable || !isTaskwarriorUsable) {
    return [skipped("loop", "first mend what is wrong above")];
  }
  if (await wouldLookLikeMassDelete(examined, daemon, signal)) {
    return [skipped("loop", "tried within the last ten minutes, and there is no other task yet")];
  }
  using account = accountOf(examined);
  const record = await examined.webhookStore.record();
  const before = await receipts(daemon, signal);
  const id = await createCanary(account, record, signal);
  const canary = { daemon, account, id };
  try {
    const told = record === null
      ? []
      : [await webhookFinding(examined, { daemon, before, url: record.url }, signal)];
    return [...told, await carried(examined, canary, signal)];
  } finally {
    await removeCanary(examined, canary);
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

async function createCanary(
  account: Account,
  record: WebhookRecord | null,
  signal: AbortSignal,
): Promise<number> {
  const projects = await account.webhooks.projects(signal);
  const open = projects.filter(({ archived }) => !archived);
  const hooked = open.find(({ id }) => record?.hooks.some(({ project }) => project === id));
  const project = hooked ?? open.find(({ title }) => title === "Inbox") ?? open[0];
  return await account.makeTask(project?.id ?? 0, title, signal);
}

async function receipts(daemon: Daemon, signal: AbortSignal): Promise<DaemonStatus["webhooks"]> {
  return (await daemon.ask("daemon", {}, silently(signal))).webhooks;
}

interface Delivery {
  readonly daemon: Daemon;
  /** How many came before. */
  readonly before: DaemonStatus["webhooks"];
  /** Where the server sends to. */
  readonly url: string;
}

async function webhookFinding(
  { runtime, ...examined }: Examined,
  { daemon, before, url }: Delivery,
  signal: AbortSignal,
): Promise<Finding> {
  let now = before;
  const began = runtime.elapsed();
  await until(async () => {
    now = await receipts(daemon, signal);
    return now.accepted > before.accepted || now.refused > before.refused;
  }, { runtime, withinMs: deliveryMs, signal });
  const ms = Math.round(runtime.elapsed() - began);
  if (now.accepted > before.accepted) return ok("delivery", `a webhook came after ${ms} ms`);
  if (now.refused > before.refused) {
    const says = "a webhook came and was refused: it is signed with another secret";
    return wrong("delivery", says, "vikunja-sync install webhooks");
  }
  const silent = `Vikunja did not call ${url} within ${deliveryMs / 1000} s`;
  const elsewhere = listensElsewhere(url, examined.daemon?.info.listen ?? null);
  if (elsewhere !== null) {
    const says =
      `Vikunja calls ${url}, where this daemon does not listen: it listens on ${elsewhere}`;
    return wrong("delivery", says, `vikunja-sync install webhooks --url ${elsewhere}/webhook`);
  }
  if (!isNonRoutable(url)) {
    return wrong("delivery", silent, `on the machine of Vikunja: curl -i ${url}`);
  }
  return wrong(
    "delivery",
    `${silent}; by default it calls no private or loopback address`,
    `in Vikunja's configuration set ${nonRoutableSetting}, and restart it`,
  );
}

/** Another port of this very machine is no proxy's matter but a wrong address; `null`: it may well arrive. */
function listensElsewhere(url: string, listen: string | null): string | null {
  if (listen === null || !isLoopback(url)) return null;
  return new URL(url).port === new URL(listen).port ? null : listen;
}

interface Canary {
  readonly daemon: Daemon;
  readonly account: Account;
  readonly id: number;
}

async function carried(
  examined: Examined,
  { daemon, account, id }: Canary,
  signal: AbortSignal,
): Promise<Finding> {
  const { config, runtime } = examined;
  if (config.selection !== null || config.direction !== null) {
    return skipped(
      "loop",
      "with a selection, or a direction, a task of the doctor's may be left alone",
    );
  }
  const taskwarrior = examined.openTaskwarrior(noFacts, () => {});
  const patience: Patience = { runtime, withinMs: carryMs, signal };
  const began = runtime.elapsed();
  // Where no webhook came, the daemon is told instead of waiting for its poll.
  await daemon.ask("wake", { ids: [id], full: false }, silently(signal));
  const uuid = streamIdForVikunja(config.server?.url ?? "", id);
  if (!await until(() => taskwarrior.hasTask(uuid), patience)) {
    const says = `a task made in Vikunja did not reach Taskwarrior within ${carryMs / 1000} s`;
    return wrong("loop", says, "vikunja-sync status");
  }
  signal.throwIfAborted();
  await taskwarrior.deleteTask(uuid);
  if (!await until(async () => !await account.hasTask(id, signal), patience)) {
    const says = `a task deleted in Taskwarrior was still in Vikunja ${carryMs / 1000} s later`;
    return wrong("loop", says, "vikunja-sync status");
  }
  const ms = Math.round(runtime.elapsed() - began);
  return ok("loop", `Vikunja → Taskwarrior → Vikunja in ${ms} ms`);
}

/** Also where the rest was broken off. */
async function removeCanary(
  { runtime }: Examined,
  { account, id }: Pick<Canary, "account" | "id">,
): Promise<void> {
  using limit = deadline(runtime, carryMs);
  if (await account.hasTask(id, limit.signal)) await account.removeTask(id, limit.signal);
}
