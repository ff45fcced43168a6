import { sideNames } from "@/domain/task.ts";
import { html } from "hono/html";
import type { Html } from "@/page/html.ts";
import { nothing, table, taskLink } from "@/page/layout.ts";
import { shown, time } from "@/page/shown.ts";
import type { PendingPush, Status } from "@/ports/operations.ts";
import { counted } from "@/words/words.ts";

const actions: Readonly<Record<PendingPush["action"], string>> = {
  create: "make it",
  update: "change it",
  delete: "delete it",
};

/** What is on its way to a side. */
export function waitingView({ pending, dead }: Pick<Status, "pending" | "dead">, now: Date): Html {
  const intro = pending.length === 0
    ? "Nothing is on its way: both sides have what they are to have."
    : `${
      counted(pending.length, "change")
    } on the way; each is tried again by itself until it has arrived.`;
  return html`<h1>Waiting</h1>
<p class="soft">${intro}</p>
${
    pending.length === 0
      ? nothing("Nothing waits", "What you change arrives within a second or two.")
      : html`
        <form class="bar" method="post"
          action="waiting"><button name="act" value="retry all">Try all of them now</button></form>
        ${pushes("On the way", pending, now)}
      `
  }
${
    dead.length === 0 ? "" : html`
      <h2>Given up</h2>
      <p
        class="soft">These are not tried by themselves any more. They are in the <a href="inbox">Inbox</a>, too.</p>
      ${pushes("Given up", dead, now)}
    `
  }`;
}

/** Of a first sync of thousands nobody reads more. */
const mostRows = 200;

function pushes(caption: string, all: readonly PendingPush[], now: Date): Html {
  const rest = all.length - mostRows;
  const rows = all.slice(0, mostRows).map((
    { task, title, side, action, since, attempts, nextAt, error },
  ) =>
    html`
      <tr>
        <td>${taskLink(task, title)}</td>
        <td>${sideNames[side]}: ${actions[action]}</td>
        <td>${time(since, now)}</td>
        <td>${attempts}</td>
        <td>${nextAt === null ? "–" : time(nextAt, now)}</td>
        <td>${shown(error ?? "")}</td>
        <td class="act">
          <form method="post" action="waiting"><input type="hidden" name="task" value="${task}">
      <button class="plain" name="act" value="retry" aria-label="Try now: ${shown(
        title,
      )}">Try now</button>
      <button class="plain" name="act" value="drop" aria-label="Drop: ${shown(
        title,
      )}">Drop</button></form>
        </td>
      </tr>
    `
  );
  const titles = ["Task", "What", "Since", "Tries", "Next try", "Why", ""];
  return html`${table(caption, titles, rows)}${
    rest > 0 ? html`<p class="soft">And ${counted(rest, "more change")}.</p>` : ""
  }`;
}
