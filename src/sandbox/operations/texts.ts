import type { Call } from "../http/call.ts";
import { fromMarkdown, toMarkdown } from "../markdown/markdown.ts";

/** Whether texts come and go as Markdown, as v2 can be asked for. */
export function asksForMarkdown({ dialect, query }: Call): boolean {
  return dialect.version === 2 && query.get("format") === "markdown";
}

/** A text that came, as it is kept. */
export function stored(call: Call, text: string): string {
  return asksForMarkdown(call) ? fromMarkdown(text) : text;
}

/** A text that is kept, as it is asked for. */
export function asked(call: Call, text: string): string {
  return asksForMarkdown(call) ? toMarkdown(text) : text;
}

/** A task with its description as it is asked for. */
export function taskInForm(
  call: Call,
  task: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  if (!asksForMarkdown(call)) return task;
  return { ...task, description: asked(call, String(task["description"])) };
}
