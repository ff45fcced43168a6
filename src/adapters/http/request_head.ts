/** What a request says before its body. */
export interface RequestHead {
  readonly method: string;
  /** As it came: a path with its query, mostly. */
  readonly target: string;
  readonly minor: 0 | 1;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Bytes of the body; `null`: it says so itself, in chunks. */
  readonly length: number | null;
}

interface BadRequest {
  readonly status: 400 | 413 | 417 | 431 | 501 | 505;
  readonly problem: string;
}

export const maxHeadBytes = 16_384;
const maxHeaders = 100;

const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const printable = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Reads the text before the empty line, each byte of it a character. */
export function parseHead(text: string): RequestHead | BadRequest {
  const [first = "", ...lines] = text.split("\r\n");
  const { 1: method = "", 2: target = "", 3: version } =
    /^([A-Z]{1,20}) ([\x21-\x7e]+) HTTP\/(\d\.\d)$/.exec(first) ?? [];
  if (version === undefined) return bad(400, "the first line is no request of HTTP/1");
  if (version !== "1.0" && version !== "1.1") return bad(505, "only HTTP/1.0 and 1.1 are spoken");
  if (lines.length > maxHeaders) return bad(431, `more than ${maxHeaders} headers`);
  const headers = readHeaders(lines);
  if ("problem" in headers) return headers;
  const fields = Object.fromEntries(headers);
  if (version === "1.1" && fields["host"] === undefined) return bad(400, "no Host");
  const length = lengthOf(fields["content-length"], fields["transfer-encoding"]);
  if (typeof length === "object" && length !== null) return length;
  const expected = fields["expect"]?.toLowerCase();
  if (expected !== undefined && expected !== "100-continue") return bad(417, "unknown expectation");
  return { method, target, minor: version === "1.0" ? 0 : 1, headers: fields, length };
}

function readHeaders(lines: readonly string[]): ReadonlyMap<string, string> | BadRequest {
  const headers = new Map<string, string>();
  for (const line of lines) {
    const colon = line.indexOf(":");
    const name = line.slice(0, Math.max(0, colon));
    const value = line.slice(colon + 1).trim();
    if (!token.test(name) || !printable.test(value)) return bad(400, "a header is none");
    const key = name.toLowerCase();
    const before = headers.get(key);
    if (before !== undefined && once.has(key)) return bad(400, `${key} came twice`);
    headers.set(key, before === undefined ? value : `${before}, ${value}`);
  }
  return headers;
}

/** What decides where a request ends or who sent it is said once. */
const once: ReadonlySet<string> = new Set([
  "authorization",
  "content-length",
  "expect",
  "host",
  "transfer-encoding",
  "x-vikunja-signature",
]);

function lengthOf(length: string | undefined, coding: string | undefined) {
  if (coding !== undefined) {
    if (length !== undefined) return bad(400, "a length and chunks");
    return coding.toLowerCase() === "chunked" ? null : bad(501, "only chunks can be read");
  }
  if (length === undefined) return 0;
  if (!/^\d{1,15}$/.test(length)) return bad(400, "a length that is none");
  return Number(length);
}

function bad(status: BadRequest["status"], problem: string): BadRequest {
  return { status, problem };
}
