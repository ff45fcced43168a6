/** What the text says as it is, or else once it is repaired; `null`: nothing that can be read. */
export function parseRepaired<T>(text: string): T | null {
  return parse<T>(text) ?? parse<T>(repairJson(text));
}

function parse<T>(text: string): T | null {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return null;
  }
}

/**
 * Makes valid JSON of what `task export` prints where an attribute holds control characters (printed
 * raw) or a numeric UDA holds text (printed bare). One object a line, as Taskwarrior prints them.
 */
export function repairJson(line: string): string {
  let repaired = "";
  let at = 0;
  while (at < line.length) {
    const char = line[at] as string;
    if (char === '"') {
      const end = endOfString(line, at);
      repaired += line.slice(at, end).replace(/\p{Cc}/gu, escaped);
      at = end;
    } else if (char === ":") {
      const bare = bareValue(line, at + 1);
      repaired += ":" + (bare === null ? "" : JSON.stringify(bare));
      at += 1 + (bare?.length ?? 0);
    } else {
      repaired += char;
      at += 1;
    }
  }
  return repaired;
}

/** What JSON does not take raw; the other control characters it does. */
function escaped(char: string): string {
  const code = char.charCodeAt(0);
  return code < 0x20 ? `\\u${code.toString(16).padStart(4, "0")}` : char;
}

function endOfString(line: string, start: number): number {
  let at = start + 1;
  while (at < line.length && line[at] !== '"') at += line[at] === "\\" ? 2 : 1;
  return Math.min(at + 1, line.length);
}

/** Text that stands where a value should, up to the next attribute; `null`: a proper value. */
function bareValue(line: string, start: number): string | null {
  const rest = line.slice(start);
  if (/^\s*["[{]/.test(rest)) return null;
  const bare = /^(.*?)(?=,"[^"]*":|\}[,\]]*\s*$)/s.exec(rest)?.[1] ?? rest;
  return /^\s*(-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?|true|false|null)\s*$/.test(bare) ? null : bare;
}
