import { commentToHtml, commentToText } from "@/mapping/markup/comment.ts";
import { htmlText, plainHtml } from "@/mapping/markup/html_text.ts";
import { readHtml, readPlain } from "@/mapping/markup/html_reader.ts";
import { writeHtml } from "@/mapping/markup/html_writer.ts";
import { readFormatted } from "@/mapping/markup/markdown_reader.ts";
import { writeMarkdown } from "@/mapping/markup/markdown_writer.ts";
import type { Markup } from "@/mapping/markup_functions.ts";

/** Notes as Taskwarrior holds them, as Vikunja's editor writes them; what is too large or too intricate as plain text. */
export function markdownToHtml(markdown: string): string {
  const blocks = readFormatted(markdown);
  return blocks === null ? plainHtml(markdown) : writeHtml(blocks);
}

/**
 * A description as Markdown. Going to HTML and back again gives the same Markdown; what Markdown has no
 * signs for stays as HTML in it. What a script stored as plain text is taken for Markdown. Of one that is
 * too large or too intricate only the text.
 */
export function htmlToMarkdown(html: string): string {
  return formattedMarkdown(html) ?? plainMarkdown(html);
}

function losesFormatting(text: string, form: "html" | "markdown"): boolean {
  return (form === "html" ? formattedMarkdown(text) : readFormatted(text)) === null;
}

function formattedMarkdown(html: string): string | null {
  if (html.trim() === "") return "";
  if (!/[<&]/.test(html)) return html.replace(/\r\n?/g, "\n");
  const blocks = readHtml(html);
  return blocks === null ? null : writeMarkdown(blocks);
}

/** Text that reads as itself where that can be had. */
function plainMarkdown(html: string): string {
  const text = htmlText(html);
  if (readFormatted(text) === null) return text;
  return writeMarkdown(readPlain(text)) ?? text;
}

export const markup: Markup = {
  htmlToMarkdown,
  markdownToHtml,
  losesFormatting,
  commentToHtml,
  commentToText,
};
