/** What says formatted text in the other side's form; the libraries behind it are large. */
export interface Markup {
  readonly htmlToMarkdown: (html: string) => string;
  readonly markdownToHtml: (markdown: string) => string;
  /** Whether of HTML or Markdown only the text goes over, because it is too large or too intricate. */
  readonly losesFormatting: (text: string, form: "html" | "markdown") => boolean;
  readonly commentToHtml: (text: string) => string;
  readonly commentToText: (html: string) => string;
}
