import { commentToHtml, commentToText } from "@/mapping/markup/comment.ts";
import { readHtml } from "@/mapping/markup/html_reader.ts";
import { writeHtml } from "@/mapping/markup/html_writer.ts";
import { readMarkdown } from "@/mapping/markup/markdown_reader.ts";
import { writeMarkdown } from "@/mapping/markup/markdown_writer.ts";
import type { Markup } from "@/mapping/markup_functions.ts";

/** Notes as Taskwarrior holds them, as Vikunja's editor writes them. */
export function markdownToHtml(markdown: string): string {
  return writeHtml(readMarkdown(markdown));
}

/**
 * A description as Markdown. Going to HTML and back again gives the same Markdown; what Markdown has no
 * signs for stays as HTML in it. What a script stored as plain text is taken for Markdown.
 */
export function htmlToMarkdown(html: string): string {
  if (html.trim() === "") return "";
  if (!/[<&]/.test(html)) return html.replace(/\r\n?/g, "\n");
  return writeMarkdown(readHtml(html));
}

export const markup: Markup = { htmlToMarkdown, markdownToHtml, commentToHtml, commentToText };
