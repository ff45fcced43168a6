import { html } from "hono/html";
import type { Html } from "@/page/html.ts";
import { iconAsset, scriptAsset, styleAsset } from "@/page/assets.ts";
import { shown } from "@/page/shown.ts";

/** Where one can go, in the order of the menu. */
const places = [
  ["inbox", "Inbox"],
  ["all", "History"],
  ["waiting", "Waiting"],
  ["claims", "Claims"],
  ["health", "Health"],
] as const;
export type PlaceName = (typeof places)[number][0];

export interface Said {
  readonly id: string;
  readonly isGood: boolean;
  readonly lines: readonly Html[];
}

interface Sheet {
  readonly folder: string;
  readonly place: PlaceName | null;
  readonly title: string;
  /** Path and query of this page from the folder, to have it again without what was said. */
  readonly here: string;
  /** See `Live.mark`. */
  readonly mark: string;
  readonly counts: Readonly<Partial<Record<PlaceName, number>>>;
  readonly said: Said | null;
  readonly content: Html;
}

/**
 * `morphIgnore`: what somebody has unfolded stays so. A page that is no page any more (another daemon, a daemon that
 * stops) does not take the place of what is shown.
 */
const htmxConfig = JSON.stringify({
  includeIndicatorCSS: false,
  morphIgnore: ["data-htmx-powered", "open"],
  sse: { reconnectDelay: 500, reconnectMaxDelay: 2_000 },
});

/** A whole page. Without scripts its links and forms do the same, one page after the other. */
export function sheetPage(sheet: Sheet): Html {
  const { folder, title, here, mark, content, said } = sheet;
  return html`
    <!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8">
        <title>${shown(title)} – vikunja-sync</title>
        <base href="/${folder}/">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <meta name="htmx-config" content="${htmxConfig}">
        <link rel="icon" href="${iconAsset.path}">
        <link rel="stylesheet" href="${styleAsset.path}">
        <script src="${scriptAsset.path}" defer></script>
      </head>
      <body hx-boost:inherited="true" hx-swap:inherited="innerMorph">
        <a class="skip" href="/${folder}/${here}#main" hx-boost="false">To the content</a>
        <p class="lost"
          role="status">The daemon does not answer. What you see is how it was; this page goes on by itself.</p>
        <header class="top">
          <div>
    <a class="name" href="inbox">vikunja-sync</a>
    ${menu(sheet)}
          </div>
        </header>
        <div id="live" hx-morph-skip hx-sse:connect="events" hx-trigger="load, again"
          hx-sync="this:drop"
          hx-status:4xx="swap:none"
          hx-status:5xx="swap:none"></div>
        <div id="said" role="status">${said === null ? "" : saidPart(said)}</div>
        <main id="main" tabindex="-1" data-mark="${mark}" hx-get="${here}"
          hx-trigger="changed from:body"
          hx-select="#main" hx-swap="outerMorph"
          hx-select-oob="#menu" hx-sync="this:queue last" hx-status:4xx="swap:none"
          hx-status:5xx="swap:none">
    ${content}
        </main>
        <footer>
          <form method="post" action="out" hx-boost="false">
            <button class="plain">Sign this browser out</button>
          </form>
        </footer>
      </body>
    </html>
  `;
}

function menu({ place, counts }: Sheet): Html {
  return html`
    <nav id="menu" aria-label="Pages">
      <ul>${places.map(([name, title]) => {
        const count = counts[name] ?? 0;
        const current = name === place
          ? html`
            aria-current="page"
          `
          : "";
        return html`<li><a href="${name}"${current}>${title}${
          count === 0 ? "" : html`
            <span class="count">${count}</span>
          `
        }</a></li>`;
      })}</ul>
    </nav>
  `;
}

function saidPart({ id, isGood, lines }: Said): Html {
  return html`<div class="said${isGood ? "" : " failed"}" tabindex="-1" data-said="${id}">${
    lines.map((line) => html`<div>${line}</div>`)
  }</div>`;
}

/** A table of its own width, which scrolls where that is more than there is. */
export function table(caption: string, titles: readonly string[], rows: readonly Html[]): Html {
  return html`
    <div class="wide" tabindex="0" role="region" aria-label="${caption}">
      <table>
        <thead>
          <tr>${titles.map((title) =>
            title === "" ? html`<td></td>` : html`<th scope="col">${title}</th>`
          )}</tr>
        </thead>
        <tbody>${rows}</tbody>
      </table>
    </div>
  `;
}

export function nothing(title: string, more: string): Html {
  return html`
    <div class="none">
      <h2>${title}</h2>
      <p class="soft">${more}</p>
    </div>
  `;
}

export function taskLink(task: string, title: string): Html {
  return html`<a href="task/${encodeURIComponent(task)}"><bdi>${
    shown(title) || "(no title)"
  }</bdi></a>`;
}
