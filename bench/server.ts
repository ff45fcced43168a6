const main = new URL("../src/main.ts", import.meta.url).pathname;

/** A Vikunja account that is the benchmark's own, on a server in a process of its own. */
export interface BenchServer extends AsyncDisposable {
  readonly url: string;
  readonly token: string;
  readonly kind: "sandbox" | "given server";
  api<T = unknown>(method: string, path: string, body?: unknown): Promise<T>;
  /** Deletes every project, task and label of the account. */
  clear(): Promise<void>;
}

/**
 * The server named by `VIKUNJA_BENCH_URL` and `VIKUNJA_BENCH_TOKEN`, else a sandbox. Throws where the
 * account has tasks: the benchmark deletes everything there.
 */
export async function startServer(): Promise<BenchServer> {
  const url = Deno.env.get("VIKUNJA_BENCH_URL");
  const token = Deno.env.get("VIKUNJA_BENCH_TOKEN");
  if (url === undefined) return await startSandbox();
  if (token === undefined) throw new Error("VIKUNJA_BENCH_TOKEN is not set");
  const server = connect(url.replace(/\/+$/, ""), token, "given server", async () => {});
  const { total } = await server.api<{ total: number }>("GET", "/api/v2/tasks?per_page=1");
  if (total === 0) return server;
  throw new Error(`the account has ${total} tasks; name a fresh one: everything there is deleted`);
}

async function startSandbox(): Promise<BenchServer> {
  const child = new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--quiet",
      "--allow-all",
      main,
      "sandbox",
      "--listen",
      "127.0.0.1:0",
      "--seed",
      "empty",
    ],
    stdin: "null",
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const reader = child.stdout.pipeThrough(new TextDecoderStream()).getReader();
  let said = "";
  while (!/^token: .*\n/m.test(said)) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`the sandbox did not start: ${said}`);
    said += value;
  }
  const [url = ""] = said.split("\n");
  const token = /^token: (.*)$/m.exec(said)?.[1] ?? "";
  return connect(url, token, "sandbox", async () => {
    await reader.cancel();
    child.kill("SIGTERM");
    await child.status;
  });
}

interface Listed {
  readonly items: readonly { readonly id: number }[] | null;
}

function connect(
  url: string,
  token: string,
  kind: BenchServer["kind"],
  close: () => Promise<void>,
): BenchServer {
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };

  async function api<T>(method: string, path: string, body?: unknown): Promise<T> {
    const response = await fetch(url + path, {
      method,
      headers,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return (text === "" ? null : JSON.parse(text)) as T;
  }

  const idsOf = async (path: string): Promise<readonly number[]> =>
    ((await api<Listed>("GET", path)).items ?? []).map(({ id }) => id).filter((id) => id > 0);

  async function clear(): Promise<void> {
    const inbox = await inboxId();
    for (const id of await idsOf("/api/v2/projects?per_page=1000")) {
      if (id !== inbox) await api("DELETE", `/api/v2/projects/${id}`);
    }
    for (const id of await idsOf("/api/v2/tasks?per_page=1000")) {
      await api("DELETE", `/api/v2/tasks/${id}`);
    }
    for (const id of await idsOf("/api/v2/labels?per_page=1000")) {
      await api("DELETE", `/api/v2/labels/${id}`);
    }
  }

  /** The oldest project: the server made it with the account, and refuses to delete it. */
  async function inboxId(): Promise<number> {
    return Math.min(...await idsOf("/api/v2/projects?per_page=1000"));
  }

  return { url, token, kind, api, clear, [Symbol.asyncDispose]: close };
}
