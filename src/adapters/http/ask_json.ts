import { unixRequest } from "@/adapters/http/unix_request.ts";

const silenceMs = 30_000;

/** `null`: nobody listens there. @throws {SyncError} `DAEMON_GONE` */
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
  return JSON.parse(text);
}
