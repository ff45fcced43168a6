/** Kinds of characters that can mean something in Markdown. */
export const escapeKinds = [
  "backslash",
  "emphasis",
  "strike",
  "code",
  "bracket",
  "tag",
  "entity",
  "address",
  "table",
  "heading",
  "bullet",
  "number",
  "quote",
] as const;
export type EscapeKind = (typeof escapeKinds)[number];

const anywhere: Readonly<Partial<Record<EscapeKind, RegExp>>> = {
  backslash: /\\/g,
  emphasis: /[*_]/g,
  strike: /~/g,
  code: /`/g,
  bracket: /[[\]]/g,
  tag: /</g,
  entity: /&/g,
  address: /(?<=https?|ftp):|@|(?<=www)\./gi,
  table: /\|/g,
};

const atLineStart: Readonly<Partial<Record<EscapeKind, RegExp>>> = {
  heading: /^(\s*)(#)(?=#{0,5}(\s|$))/,
  bullet: /^(\s*)([-+])/,
  number: /^(\s*\d{1,9})([.)])/,
  quote: /^(\s*)(>)/,
};

/** Escapes the characters of these kinds. */
export function escapeMarkdown(
  text: string,
  kinds: ReadonlySet<EscapeKind>,
  startsLine: boolean,
): string {
  let escaped = text;
  for (const kind of escapeKinds) {
    if (!kinds.has(kind)) continue;
    const pattern = anywhere[kind];
    if (pattern !== undefined) escaped = escaped.replace(pattern, "\\$&");
    if (kind === "heading") escaped = escapeLastHashes(escaped);
    const first = atLineStart[kind];
    if (startsLine && first !== undefined) escaped = escaped.replace(first, "$1\\$2");
  }
  return escaped;
}

/** Those at the end of a heading would only close it. */
function escapeLastHashes(text: string): string {
  const end = text.trimEnd().length;
  let start = end;
  while (text[start - 1] === "#") start -= 1;
  return text.slice(0, start) + "\\#".repeat(end - start) + text.slice(end);
}
