import { html } from "hono/html";
import type { Html } from "@/page/html.ts";
import { shown, time } from "@/page/shown.ts";
import type { DaemonStatus } from "@/ports/daemon_status.ts";
import type { Status } from "@/ports/operations.ts";

/** How the daemon does. */
export function healthView(status: Status, now: Date): Html {
  const { daemon, limits } = status;
  return html`<h1>Health</h1>
${troubleOf(status, now)}
<dl class="facts">
${fact("Last sync", time(status.lastSyncAt, now))}
${fact("Last full comparison", time(status.lastFullAt, now))}
${fact("Linked tasks", html`${status.linked}`)}
${fact("Events on the log", html`${status.events}`)}
${
    fact(
      "Writes at a time",
      html`${limits.taskwarrior} in Taskwarrior, ${limits.vikunja} in Vikunja`,
    )
  }
${fact("Server", html`${shown(status.server ?? "none yet")}`)}
${daemon === null ? "" : daemonFacts(daemon, now)}
</dl>`;
}

function daemonFacts(daemon: DaemonStatus, now: Date): Html {
  const { polls, webhooks, listen } = daemon;
  const every = Math.round(polls.everyMs / 1_000);
  return html`${fact("Last poll of Vikunja", html`${time(polls.lastAt, now)}, every ${every} s`)}
${
    fact(
      "Webhooks",
      listen === null
        ? html`not received`
        : html`${webhooks.accepted} taken, ${webhooks.refused + webhooks.unavailable} refused`,
    )
  }
${fact("Daemon", html`version ${daemon.version}, process ${daemon.pid}`)}
${fact("Started", time(daemon.startedAt, now))}
${fact("Memory", html`${Math.round(daemon.rssBytes / 1e6)} MB`)}`;
}

function troubleOf({ failure, daemon }: Status, now: Date): Html {
  if (failure !== null) {
    return html`<p class="bad">The last run failed ${time(failure.at, now)}: ${
      shown(failure.message)
    }</p>`;
  }
  if (daemon !== null && daemon.error !== null) {
    return html`<p class="bad">${shown(daemon.error.message)}</p>`;
  }
  return html`<p class="good">Everything works.</p>`;
}

function fact(name: string, value: Html): Html {
  return html`
    <div>
      <dt>${name}</dt>
      <dd class="big">${value}</dd>
    </div>
  `;
}
