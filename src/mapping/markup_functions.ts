/** What says formatted text in the other side's form; the libraries behind it are large. */
export interface Markup {
  readonly htmlToMarkdown: (html: string) => string;
  readonly markdownToHtml: (markdown: string) => string;
  readonly commentToHtml: (text: string) => string;
  readonly commentToText: (html: string) => string;
}
