import { html } from "hono/html";
import { sides } from "@/domain/task.ts";
import type { Html } from "@/page/html.ts";
import { shown, time } from "@/page/shown.ts";
import { lagPart, lasting } from "@/page/views/lag.ts";
import type { DaemonStatus } from "@/ports/daemon_status.ts";
import type { Status } from "@/ports/operations.ts";
import type { Vitals } from "@/ports/vitals.ts";

/** How the daemon does. */
export function healthView(status: Status, vitals: Vitals, now: Date): Html {
  const { daemon, limits, selection } = status;
  const { lag, isCut, clock, versions, logBytes } = vitals;
  const size = logBytes === null ? "" : html`, ${(logBytes / 1e6).toFixed(1)} MB`;
  return html`<h1>Health</h1>
${troubleOf(status, now)}
<div class="items">${sides.map((side) => lagPart(side, lag[side]))}</div>
${isCut ? html`<p class="soft">Of the last 20,000 events: the day had more.</p>` : ""}
<dl class="facts">
${fact("Last sync", time(status.lastSyncAt, now))}
${fact("Last full comparison", time(status.lastFullAt, now))}
${daemon === null ? "" : daemonFacts(daemon, now)}
${fact("Linked tasks", html`${status.linked}`)}
${fact("Selected", html`${shown(selection.words.join("; ")) || "everything"}`)}
${fact("Log", html`${status.events} events${size}`)}
${fact("Clocks", html`${clockText(clock)}`)}
${
    fact(
      "Writes at a time",
      html`${limits.taskwarrior} in Taskwarrior, ${limits.vikunja} in Vikunja`,
    )
  }
${fact("Taskwarrior", html`${versionText(versions.taskwarrior)}`)}
${
    fact(
      "Vikunja",
      html`${versionText(versions.vikunja)}, ${shown(status.server ?? "no server yet")}`,
    )
  }
</dl>`;
}

function versionText(version: string | null): Html {
  return version === null ? html`${"version not known yet"}` : html`version ${shown(version)}`;
}

function clockText(clock: Vitals["clock"]): string {
  if (clock === null) return "not compared yet";
  const middle = (clock.fromMs + clock.untilMs) / 2;
  const about = Math.abs(middle);
  if (about < 1_000) return "both the same, within a second";
  return `the server's is ${lasting(about)} ${middle > 0 ? "ahead" : "behind"}`;
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
${
    fact(
      "Daemon",
      html`version ${daemon.version}, process ${daemon.pid}, which holds the log's lock`,
    )
  }
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
      <dd>${value}</dd>
    </div>
  `;
}
