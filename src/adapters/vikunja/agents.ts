import type http from "node:http";

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
  const { secureAgent } = await import("@system/secure_agent.ts");
  const { authorities } = options;
  return {
    library,
    kept: secureAgent(kept, authorities),
    single: secureAgent(single, authorities),
  };
}

export function closeAgents({ kept, single }: Agents): void {
  kept.destroy();
  single.destroy();
}
