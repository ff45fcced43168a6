import { Marked } from "marked";
import { htmlToText } from "@/mapping/markup/text.ts";

const marked = new Marked({ async: false, gfm: true, breaks: true });

/** Notes as Taskwarrior holds them, as Vikunja's editor writes them. */
export function markdownToHtml(markdown: string): string {
  if (markdown === "") return "";
  return marked.parse(markdown, { async: false }).trimEnd();
}

export function htmlToMarkdown(html: string): string {
  return htmlToText(html);
}
