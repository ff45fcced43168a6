/** Takes a request's body apart as it comes. */
interface BodyReader {
  /** Hands on what of these bytes is content. @throws {BadBody} */
  push(bytes: Uint8Array): "more" | "whole";
}

/** The chunks of the body are none. */
export const badBody = Symbol("bad body");

/** Of a chunk's length with its extensions, and of all trailers. */
const maxLineBytes = 1_024;

/** `length`: as the head says it, `null`: in chunks. */
export function createBodyReader(
  length: number | null,
  take: (content: Uint8Array) => void,
): BodyReader {
  return length === null ? chunked(take) : counted(length, take);
}

function counted(length: number, take: (content: Uint8Array) => void): BodyReader {
  let left = length;
  return {
    push(bytes) {
      const content = bytes.subarray(0, left);
      left -= content.length;
      if (content.length > 0) take(content);
      return left === 0 ? "whole" : "more";
    },
  };
}

function chunked(take: (content: Uint8Array) => void): BodyReader {
  let state: "size" | "content" | "end of content" | "trailers" = "size";
  let line = "";
  let left = 0;
  let trailerBytes = 0;

  /** One byte of a line; `null`: it goes on. */
  function lineAt(byte: number): string | null {
    line += String.fromCharCode(byte);
    if (line.length > maxLineBytes) throw badBody;
    if (!line.endsWith("\r\n")) return null;
    const whole = line.slice(0, -2);
    line = "";
    return whole;
  }

  function sizeOf(text: string): number {
    const digits = /^([0-9a-f]{1,8})[ \t]*(;.*)?$/i.exec(text)?.[1];
    if (digits === undefined) throw badBody;
    return Number.parseInt(digits, 16);
  }

  return {
    push(bytes) {
      for (let at = 0; at < bytes.length;) {
        if (state === "content") {
          const content = bytes.subarray(at, at + left);
          at += content.length;
          left -= content.length;
          take(content);
          if (left === 0) state = "end of content";
          continue;
        }
        const whole = lineAt(bytes[at++] ?? 0);
        if (whole === null) continue;
        switch (state) {
          case "size":
            left = sizeOf(whole);
            state = left === 0 ? "trailers" : "content";
            break;
          case "end of content":
            if (whole !== "") throw badBody;
            state = "size";
            break;
          case "trailers":
            if (whole === "") return "whole";
            trailerBytes += whole.length;
            if (trailerBytes > maxLineBytes) throw badBody;
        }
      }
      return "more";
    },
  };
}
