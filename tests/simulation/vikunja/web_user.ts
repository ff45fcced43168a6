import type { SandboxServer } from "@/sandbox/create_server.ts";

export type Json = Readonly<Record<string, unknown>>;

export interface WebAnswer {
  readonly status: number;
  /** Empty where there is none. */
  readonly body: Json;
}

export interface Account {
  readonly username: string;
  readonly password: string;
}

/** Requests that meet no network: somebody sits before the server. */
export interface WebUser {
  call(method: string, path: string, body?: Json): WebAnswer;
}

/** Logs in with the first request. */
export function createWebUser(
  { answer }: Pick<SandboxServer, "answer">,
  { username, password }: Account,
): WebUser {
  let session: string | null = null;

  function send(method: string, path: string, body: Json | undefined): WebAnswer {
    const { status, body: text } = answer({
      method,
      path,
      headers: session === null ? {} : { authorization: `Bearer ${session}` },
      body: body === undefined ? "" : JSON.stringify(body),
      address: "192.0.2.2",
    });
    return { status, body: text === "" ? {} : JSON.parse(text) };
  }

  function logIn(): string {
    return String(send("POST", "/api/v1/login", { username, password }).body["token"]);
  }

  return {
    call(method, path, body) {
      session ??= logIn();
      return send(method, path, body);
    },
  };
}
