import type { Sandbox, SandboxOptions } from "@/sandbox/options.ts";
import { startSandbox } from "@/sandbox/server.ts";

/** What the tests look at in any answer. */
interface AnsweredBody {
  readonly id: number;
  readonly message: string;
  readonly title: string;
  readonly done: boolean;
  readonly updated: string;
  readonly total: number;
  readonly items: readonly { readonly id: number; readonly title: string }[];
  readonly tasks: readonly { readonly id: number; readonly index: number }[];
}

interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly body: AnsweredBody;
}

/** A sandbox and a way to call it with its token. */
export interface Called extends AsyncDisposable {
  readonly sandbox: Sandbox;
  call(method: string, path: string, body?: unknown, token?: string): Promise<Answered>;
  /** Of a fresh project. */
  project(): Promise<number>;
}

export async function called(options: SandboxOptions = {}): Promise<Called> {
  const sandbox = await startSandbox(options);
  const call = async (method: string, path: string, body?: unknown, token = sandbox.token) => {
    const response = await fetch(sandbox.url + path, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      body: body === undefined ? null : JSON.stringify(body),
    });
    const text = await response.text();
    const { status, headers } = response;
    return { status, headers, body: (text === "" ? {} : JSON.parse(text)) as AnsweredBody };
  };
  return {
    sandbox,
    call,
    project: async () => (await call("POST", "/api/v2/projects", { title: "Project" })).body.id,
    [Symbol.asyncDispose]: () => sandbox.close(),
  };
}
