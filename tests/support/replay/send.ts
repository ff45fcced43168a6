import type { Json, ScenarioRequest, ScenarioResponse } from "./scenario.ts";
import type { Variables } from "./variables.ts";

/** Sends one request of a scenario; all headers of the answer are kept. */
export async function send(
  base: string,
  request: ScenarioRequest,
  variables: Variables,
): Promise<ScenarioResponse> {
  const fill = (value: Json) => String(variables.fill(value));
  const url = new URL(base + fill(request.path));
  for (const [name, value] of Object.entries(request.query ?? {})) {
    for (const one of typeof value === "string" ? [value] : value) {
      url.searchParams.append(name, fill(one));
    }
  }
  const { auth = "user" } = request;
  const headers = new Headers();
  if (auth !== "none") {
    headers.set(
      "authorization",
      `Bearer ${fill(auth.includes("{{") ? auth : `{{${auth}.token}}`)}`,
    );
  }
  const body = bodyOf(request, variables);
  if (body !== null) headers.set("content-type", "application/json");
  for (const [name, value] of Object.entries(request.headers ?? {})) headers.set(name, fill(value));
  const response = await fetch(url, { method: request.method, headers, body, redirect: "manual" });
  const text = await response.text();
  const answer = { status: response.status, headers: Object.fromEntries(response.headers) };
  if (text === "") return answer;
  try {
    return { ...answer, body: JSON.parse(text) as Json };
  } catch {
    return { ...answer, text };
  }
}

export interface Account {
  readonly id: number;
  readonly username: string;
  readonly password: string;
  readonly email: string;
  readonly token: string;
}

export async function register(base: string): Promise<Account> {
  const username = `rp${randomName()}`;
  const password = `pw-${randomName()}`;
  const email = `${username}@example.com`;
  const call = async (path: string, body: unknown, token = "") => {
    const response = await fetch(`${base}/api/v1${path}`, {
      method: body === null ? "GET" : "POST",
      headers: { "content-type": "application/json", authorization: `Bearer ${token}` },
      body: body === null ? null : JSON.stringify(body),
    });
    const answer = await response.json();
    if (!response.ok) throw new Error(`${path}: ${response.status} ${JSON.stringify(answer)}`);
    return answer as Record<string, unknown>;
  };
  await call("/register", { username, password, email });
  const { token } = await call("/login", { username, password });
  const { id } = await call("/user", null, String(token));
  return { id: Number(id), username, password, email, token: String(token) };
}

export function randomName(): string {
  return crypto.randomUUID().replaceAll("-", "").slice(0, 12);
}

function bodyOf({ raw, body }: ScenarioRequest, variables: Variables): string | null {
  if (raw !== undefined) return String(variables.fill(raw));
  return body === undefined ? null : JSON.stringify(variables.fill(body));
}
