import type http from "node:http";
import { isIP } from "node:net";

/** What makes requests, and the connections that they go over. */
export interface Agents {
  readonly library: Pick<typeof http, "request" | "Agent">;
  readonly kept: http.Agent;
  /** For what must not be sent twice: a connection each. */
  readonly single: http.Agent;
}

interface AgentOptions {
  readonly sockets: number;
  /** Certificates (PEM) of the authorities to trust in place of the usual ones; `null`: the usual ones. */
  readonly authorities: string | null;
}

/** Loaded when first needed: commands that ask the server nothing start without it. */
export async function openAgents(secure: boolean, options: AgentOptions): Promise<Agents> {
  const kept = { keepAlive: true, maxSockets: options.sockets };
  const single = { keepAlive: false };
  if (!secure) {
    const library = (await import("node:http")).default;
    return { library, kept: new library.Agent(kept), single: new library.Agent(single) };
  }
  const library = (await import("node:https")).default;
  const ca = options.authorities === null ? {} : { ca: options.authorities };
  if ("Bun" in globalThis) {
    return {
      library,
      kept: new library.Agent({ ...kept, ...ca }),
      single: new library.Agent({ ...single, ...ca }),
    };
  }
  const tls = (await import("node:tls")).default;
  /**
   * Tried (Deno 2.9.6): the agent's own way to connect asks for a permission that cannot be given by name as
   * soon as NODE_EXTRA_CA_CERTS is set; this one takes that variable and DENO_TLS_CA_STORE without.
   */
  const createConnection = (to: { readonly host?: string; readonly port?: number | string }) => {
    const host = to.host ?? "";
    const name = isIP(host) === 0 ? { servername: host } : {};
    return tls.connect({ ...to, host, port: Number(to.port), ...name, ...ca });
  };
  return {
    library,
    kept: Object.assign(new library.Agent(kept), { createConnection }),
    single: Object.assign(new library.Agent(single), { createConnection }),
  };
}

export function closeAgents({ kept, single }: Agents): void {
  kept.destroy();
  single.destroy();
}
