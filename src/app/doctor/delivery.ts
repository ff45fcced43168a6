import { silently } from "@/app/asked.ts";
import { type Examined, ok, wrong } from "@/app/doctor/examination.ts";
import { until } from "@/app/doctor/until.ts";
import { isLoopback, isNonRoutable, nonRoutableSetting } from "@/app/setup/webhook_address.ts";
import type { Daemon } from "@/ports/daemon.ts";
import type { DaemonStatus } from "@/ports/daemon_status.ts";
import type { Finding } from "@/ports/setup.ts";

/** The first of Vikunja's tries comes within milliseconds; on a busy machine within seconds. */
const deliveryMs = 6_000;

/** How many webhooks came until now. */
export async function receipts(
  daemon: Daemon,
  signal: AbortSignal,
): Promise<DaemonStatus["webhooks"]> {
  return (await daemon.ask("daemon", {}, silently(signal))).webhooks;
}

interface Delivery {
  readonly daemon: Daemon;
  /** How many came before. */
  readonly before: DaemonStatus["webhooks"];
  /** Where the server sends to. */
  readonly url: string;
}

/** Whether Vikunja tells of a task that was made just now. */
export async function webhookFinding(
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
