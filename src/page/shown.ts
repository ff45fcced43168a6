import { escapeControls, escapeLines } from "@/words/escape.ts";
import { when } from "@/words/when.ts";
import { html } from "hono/html";
import type { Html } from "@/page/html.ts";

/** Text of others: what could make it look like another one is shown as what it is. */
export function shown(text: string): string {
  return escapeControls(text);
}

/** Said as people say it, and in full for whoever points at it. `null`: never. */
export function time(iso: string | null, now: Date): Html {
  if (iso === null) return html`never`;
  return html`<time datetime="${iso}" title="${iso}">${when(iso, now)}</time>`;
}

/** The same of a text whose lines stay lines. */
export function shownLines(text: string): string {
  return escapeLines(text.replaceAll("\r\n", "\n"));
}
