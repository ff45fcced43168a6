import { htmlToText } from "@/mapping/markup/text.ts";

/** Plain text as HTML that shows it literally; {@link commentToText} gives exactly it back. */
export function commentToHtml(text: string): string {
  const paragraphs = escapeHtml(text).split("\n\n");
  return paragraphs.map((lines) => `<p>${lines.replaceAll("\n", "<br>")}</p>`).join("");
}

/** What a comment says, as plain text. */
export function commentToText(html: string): string {
  return htmlToText(html);
}

export function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll("\r", "&#13;");
}
