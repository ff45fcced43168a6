import type { HttpInput } from "@/adapters/vikunja/transport/http_input.ts";

export interface HttpHead {
  readonly status: number;
  /** Names in small letters; of a name that comes twice, both with a comma between. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Whether the connection stays open after the answer. */
  readonly isKept: boolean;
}

const maxHeaders = 1_000;

/**
 * One answer of HTTP/1 to anything but HEAD; `onPart` is given its body as it comes.
 * @throws {Error} it is none, or ended before its end; what `onPart` throws.
 */
export async function readHttpAnswer(
  input: HttpInput,
  onPart: (part: Uint8Array) => void,
): Promise<HttpHead> {
  const head = await readHead(input);
  const length = lengthOf(head);
  switch (length) {
    case "chunked":
      await readChunks(input, onPart);
      return head;
    case "to the end":
      for (let part = await input.part(Infinity); part !== null;) {
        onPart(part);
        part = await input.part(Infinity);
      }
      return { ...head, isKept: false };
    default:
      await readBytes(input, length, onPart);
      return head;
  }
}

/** Of the answer itself; those that only say «go on» come before it. */
async function readHead(input: HttpInput): Promise<HttpHead> {
  for (;;) {
    const [, version, code] = /^HTTP\/1\.([01]) (\d{3})(?: |$)/.exec(await input.line()) ?? [];
    if (code === undefined) throw new Error("the answer is not of HTTP/1");
    const headers = await readHeaders(input);
    const status = Number(code);
    if (status < 200 && status !== 101) continue;
    const said = headers["connection"]?.toLowerCase() ?? "";
    return { status, headers, isKept: version === "1" ? said !== "close" : said === "keep-alive" };
  }
}

async function readHeaders(input: HttpInput): Promise<Record<string, string>> {
  const headers: Record<string, string> = Object.create(null);
  for (let count = 0; count < maxHeaders; count++) {
    const line = await input.line();
    if (line === "") return headers;
    const at = line.indexOf(":");
    if (at < 1) throw new Error("a header of the answer is none");
    const name = line.slice(0, at).toLowerCase();
    const value = line.slice(at + 1).trim();
    const before = headers[name];
    headers[name] = before === undefined ? value : `${before}, ${value}`;
  }
  throw new Error("the headers of the answer have no end");
}

function lengthOf({ status, headers }: HttpHead): number | "chunked" | "to the end" {
  if (status === 204 || status === 304) return 0;
  if (headers["transfer-encoding"]?.toLowerCase().includes("chunked")) return "chunked";
  const said = headers["content-length"];
  if (said === undefined) return "to the end";
  if (!/^\d{1,15}$/.test(said)) throw new Error("the answer does not say how long it is");
  return Number(said);
}

async function readBytes(
  input: HttpInput,
  length: number,
  onPart: (part: Uint8Array) => void,
): Promise<void> {
  for (let left = length; left > 0;) {
    const part = await input.part(left);
    if (part === null) throw new Error("the answer was cut off");
    left -= part.length;
    onPart(part);
  }
}

async function readChunks(input: HttpInput, onPart: (part: Uint8Array) => void): Promise<void> {
  for (;;) {
    const [size] = (await input.line()).split(";");
    if (!/^[0-9a-f]{1,12}\s*$/i.test(size ?? "")) throw new Error("a chunk of the answer is none");
    const length = parseInt(size ?? "", 16);
    if (length === 0) break;
    await readBytes(input, length, onPart);
    if (await input.line() !== "") throw new Error("a chunk of the answer has no end");
  }
  await readHeaders(input);
}
