/** Beyond it no line is looked for, and none is written. */
const maxLength = 100_000;

/** What stands behind `title:` in a line of its own of a description (HTML); empty: there is none. */
export function lineIn(html: string, title: string): string {
  const found = find(html, title);
  return found === null ? "" : unescaped(html.slice(found.from, found.to)).trim();
}

/** The description with that line: in place of the one there is, else at its end; without it where the text is empty. */
export function withLine(html: string, title: string, text: string): string {
  if (html.length > maxLength) return html;
  const found = find(html, title);
  if (found === null) {
    return text === "" ? html : `${html}<p>${escaped(`${title}: ${text}`)}</p>`;
  }
  if (text !== "") return `${html.slice(0, found.from)} ${escaped(text)}${html.slice(found.to)}`;
  const before = html.slice(0, found.start);
  const after = html.slice(found.to);
  const opened = /<(p|li|div)(?:\s[^<>]*)?>\s*$/i.exec(before);
  const closed = /^\s*<\/(p|li|div)>/i.exec(after);
  if (opened !== null && closed !== null && opened[1]?.toLowerCase() === closed[1]?.toLowerCase()) {
    return before.slice(0, opened.index) + after.slice(closed[0].length);
  }
  const lineBreak = /<br\s*\/?>\s*$/i.exec(before);
  return (lineBreak === null ? before : before.slice(0, lineBreak.index)) +
    (lineBreak === null ? after.replace(/^\s*<br\s*\/?>/i, "") : after);
}

interface Found {
  /** Of the title. */
  readonly start: number;
  /** Of the text. */
  readonly from: number;
  readonly to: number;
}

/** Only where nothing else is in the line, no formatting either. */
function find(html: string, title: string): Found | null {
  if (html.length > maxLength) return null;
  const wanted = escaped(title).toLowerCase();
  const lines = /(?:^|>|\n)([^<>\n]+)(?=<(?:\/(?:p|li|div)|br)\b|\n|$)/gi;
  for (const match of html.matchAll(lines)) {
    const line = match[1] ?? "";
    const start = match.index + match[0].length - line.length;
    const colon = line.indexOf(":");
    if (colon < 0 || line.slice(0, colon).trim().toLowerCase() !== wanted) continue;
    const isAlone = /(^|<(?:p|li|div)(?:\s[^<>]*)?>|<br\s*\/?>|<\/(?:p|li|div|ul|ol)>|\n)\s*$/i
      .test(html.slice(Math.max(0, start - 200), start));
    if (isAlone) return { start, from: start + colon + 1, to: start + line.length };
  }
  return null;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

function unescaped(html: string): string {
  return html.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&nbsp;", " ")
    .replaceAll("&quot;", '"').replaceAll("&#39;", "'").replaceAll("&amp;", "&");
}
