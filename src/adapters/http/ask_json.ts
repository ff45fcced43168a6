import { unixRequest } from "@/adapters/http/unix_request.ts";

const silenceMs = 30_000;

/** What is no JSON comes as the text that it is; `null`: nobody listens there. @throws {SyncError} `DAEMON_GONE` */
export async function askJson(socketPath: string, path: string): Promise<unknown> {
  const response = await unixRequest(socketPath, {
    method: "GET",
    path,
    body: "",
    signal: null,
    silenceMs,
  });
  if (response === null) return null;
  let text = "";
  for await (const part of response.text) text += part;
  try {
    return JSON.parse(text);
  } catch (thrown) {
    if (thrown instanceof SyntaxError) return text;
    throw thrown;
  }
}
