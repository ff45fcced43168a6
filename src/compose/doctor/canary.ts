import { stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { silently } from "@/app/asked.ts";
import type { Daemon } from "@/ports/daemon.ts";
import { runCommand } from "@/adapters/system/configuration_sources.ts";
import { quietly } from "@/adapters/taskwarrior/program.ts";
import { createWebhooks } from "@/adapters/vikunja/webhooks.ts";
import type { Client } from "@/adapters/vikunja/client.ts";
import { objectOf } from "@/adapters/vikunja/lists.ts";
import { SyncError } from "@/domain/errors.ts";
import { streamIdForVikunja } from "@/mapping/stream_id.ts";
import type { DaemonStatus } from "@/ports/daemon_status.ts";
import type { Finding } from "@/ports/setup.ts";
import { clientFor } from "@/compose/setup.ts";
import { taskEnvironment } from "@/compose/replicas.ts";
import { isNonRoutable, nonRoutableSetting } from "@/app/webhook_address.ts";
import { readWebhookRecord, type WebhookRecord } from "@/compose/webhook_record.ts";
import { type Check, type Examined, ok, skipped, wrong } from "@/compose/doctor/examination.ts";
import { until } from "@/compose/doctor/until.ts";

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
  using client = clientFor(examined);
  const record = await readWebhookRecord(examined.config.stateDir);
  const before = await receipts(daemon, signal);
  const id = await createCanary(client, record, signal);
  try {
    const told = record === null
      ? []
      : [await webhookFinding(daemon, { before, url: record.url }, signal)];
    return [...told, await carried(examined, { daemon, client, id }, signal)];
  } finally {
    await removeCanary(client, id);
  }
};

async function wouldLookLikeMassDelete(
  { config }: Examined,
  daemon: Daemon,
  signal: AbortSignal,
): Promise<boolean> {
  const stamp = join(config.stateDir, "doctor-loop");
  const { linked } = await daemon.ask("status", {}, silently(signal));
  const last = await stat(stamp).then(({ mtimeMs }) => mtimeMs, () => 0);
  if (linked === 0 && Date.now() - last < guardMs) return true;
  await writeFile(stamp, "", { mode: 0o600 });
  return false;
}

async function createCanary(
  client: Client,
  record: WebhookRecord | null,
  signal: AbortSignal,
): Promise<number> {
  const projects = await createWebhooks(client).projects(signal);
  const open = projects.filter(({ archived }) => !archived);
  const hooked = open.find(({ id }) => record?.hooks.some(({ project }) => project === id));
  const project = hooked ?? open.find(({ title }) => title === "Inbox") ?? open[0];
  const call = {
    method: "PUT",
    path: `/v1/projects/${project?.id ?? 0}/tasks`,
    once: true,
    body: { title },
    doing: "make a task to try things with",
    permission: "tasks: create",
  } as const;
  return Number(objectOf((await client.call(call, signal)).body, call)["id"]);
}

async function receipts(daemon: Daemon, signal: AbortSignal): Promise<DaemonStatus["webhooks"]> {
  return (await daemon.ask("daemon", {}, silently(signal))).webhooks;
}

async function webhookFinding(
  daemon: Daemon,
  { before, url }: { readonly before: DaemonStatus["webhooks"]; readonly url: string },
  signal: AbortSignal,
): Promise<Finding> {
  let now = before;
  const began = performance.now();
  await until(async () => {
    now = await receipts(daemon, signal);
    return now.accepted > before.accepted || now.refused > before.refused;
  }, { withinMs: deliveryMs, signal });
  const ms = Math.round(performance.now() - began);
  if (now.accepted > before.accepted) return ok("delivery", `a webhook came after ${ms} ms`);
  if (now.refused > before.refused) {
    const says = "a webhook came and was refused: it is signed with another secret";
    return wrong("delivery", says, "vikunja-sync install webhooks");
  }
  const silent = `Vikunja did not call ${url} within ${deliveryMs / 1000} s`;
  if (!isNonRoutable(url)) {
    return wrong("delivery", silent, `on the machine of Vikunja: curl -i ${url}`);
  }
  return wrong(
    "delivery",
    `${silent}; by default it calls no private or loopback address`,
    `in Vikunja's configuration set ${nonRoutableSetting}, and restart it`,
  );
}

interface Canary {
  readonly daemon: Daemon;
  readonly client: Client;
  readonly id: number;
}

async function carried(
  examined: Examined,
  { daemon, client, id }: Canary,
  signal: AbortSignal,
): Promise<Finding> {
  const began = performance.now();
  // Where no webhook came, the daemon is told instead of waiting for its poll.
  await daemon.ask("wake", { ids: [id], full: false }, silently(signal));
  const uuid = streamIdForVikunja(examined.config.server?.url ?? "", id);
  if (!await arrives(examined, uuid, signal)) {
    const says = `a task made in Vikunja did not reach Taskwarrior within ${carryMs / 1000} s`;
    return wrong("loop", says, "vikunja-sync status");
  }
  await deleteThere(examined, uuid, signal);
  const isGone = await until(() => isMissing(client, id, signal), { withinMs: carryMs, signal });
  if (!isGone) {
    const says = `a task deleted in Taskwarrior was still in Vikunja ${carryMs / 1000} s later`;
    return wrong("loop", says, "vikunja-sync status");
  }
  const ms = Math.round(performance.now() - began);
  return ok("loop", `Vikunja → Taskwarrior → Vikunja in ${ms} ms`);
}

/** Whether Taskwarrior has the task in time. */
async function arrives({ config }: Examined, uuid: string, signal: AbortSignal): Promise<boolean> {
  const words = [config.taskwarrior.program, ...quietly, "rc.hooks=off", uuid, "export"];
  return await until(async () => {
    const { stdout } = await runCommand(words, taskEnvironment(config));
    return stdout.includes(uuid);
  }, { withinMs: carryMs, signal });
}

/** As its user would, so that our hook hears of it. */
async function deleteThere(
  { config }: Examined,
  uuid: string,
  signal: AbortSignal,
): Promise<void> {
  signal.throwIfAborted();
  const words = [config.taskwarrior.program, ...quietly, uuid, "delete"];
  const { code, stderr } = await runCommand(words, taskEnvironment(config));
  if (code === 0) return;
  throw new SyncError("TASK_FAILED", `Cannot delete ${uuid} in Taskwarrior: ${stderr.trim()}`);
}

async function isMissing(client: Client, id: number, signal: AbortSignal): Promise<boolean> {
  try {
    await client.call({
      method: "GET",
      path: `/v1/tasks/${id}`,
      doing: `look at task ${id}`,
      permission: "tasks: read_one",
    }, signal);
    return false;
  } catch (thrown) {
    if (thrown instanceof SyncError && thrown.code === "NOT_FOUND") return true;
    throw thrown;
  }
}

/** Also where the rest was broken off. */
async function removeCanary(client: Client, id: number): Promise<void> {
  const signal = AbortSignal.timeout(carryMs);
  if (await isMissing(client, id, signal)) return;
  await client.call({
    method: "DELETE",
    path: `/v1/tasks/${id}`,
    doing: `remove task ${id}`,
    permission: "tasks: delete",
  }, signal);
}
