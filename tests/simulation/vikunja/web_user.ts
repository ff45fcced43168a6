import type { SandboxServer } from "@/sandbox/create_server.ts";
import type { Actor } from "@tests/simulation/vikunja/history.ts";

export type Json = Readonly<Record<string, unknown>>;

export interface WebAnswer {
  readonly status: number;
  /** Empty where there is none. */
  readonly body: Json;
}

/** Requests that meet no network: somebody sits before the server. */
export interface WebUser {
  call(method: string, path: string, body?: Json, by?: Actor): WebAnswer;
}

/** Logged in as the account that the program's token belongs to. */
export function createWebUser(
  server: Pick<SandboxServer, "answer" | "account">,
  acting: <T>(by: Actor, work: () => T) => T,
): WebUser {
  let session: string | null = null;

  function send(method: string, path: string, body: Json | undefined): WebAnswer {
    const answer = server.answer({
      method,
      path,
      headers: session === null ? {} : { authorization: `Bearer ${session}` },
      body: body === undefined ? "" : JSON.stringify(body),
      address: "192.0.2.2",
    });
    const shown = answer.body === "" ? {} : JSON.parse(answer.body) as Json;
    return { status: answer.status, body: shown };
  }

  function logIn(): string {
    const { username, password } = server.account;
    return String(send("POST", "/api/v1/login", { username, password }).body["token"]);
  }

  return {
    call: (method, path, body, by = "person") =>
      acting(by, () => {
        session ??= logIn();
        return send(method, path, body);
      }),
  };
}
