import { html } from "hono/html";
import type { Html } from "@/page/html.ts";
import { nothing, table, taskLink } from "@/page/layout.ts";
import { shown, time } from "@/page/shown.ts";
import type { ClaimRow } from "@/ports/claims.ts";

/** Who works on what. */
export function claimsView(rows: readonly ClaimRow[], now: Date): Html {
  return html`<h1>Claims</h1>
<p class="soft">Who works on what, until when. A claim that is over is free for anybody.</p>
${
    rows.length === 0
      ? nothing("Nobody holds anything", "Agents and people claim tasks with `vikunja-sync claim`.")
      : table(
        "Claims",
        ["Task", "Who", "Until", "Token", ""],
        rows.map((row) => claimRow(row, now)),
      )
  }`;
}

function claimRow({ task, title, agent, until, token }: ClaimRow, now: Date): Html {
  const isOver = Date.parse(until) < now.getTime();
  return html`
    <tr>
      <td>${taskLink(task, title)}</td>
      <td>${shown(agent)}</td>
      <td>${isOver ? "over since " : ""}${time(until, now)}</td>
      <td>${token}</td>
      <td class="act">
        <form method="post" action="claims"><input type="hidden" name="task" value="${task}">
    <input type="hidden" name="token" value="${token}">
    <button class="plain" name="act" value="end" aria-label="End the claim of ${shown(
      agent,
    )} on ${shown(title)}">End</button></form>
      </td>
    </tr>
  `;
}
