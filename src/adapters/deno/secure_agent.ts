import https from "node:https";
import { isIP } from "node:net";
import tls from "node:tls";
import type { SecureAgent } from "@/ports/system.ts";

/**
 * Tried (Deno 2.9.6): the agent's own way to connect asks for a permission that cannot be given by name as soon as
 * NODE_EXTRA_CA_CERTS is set; this one takes that variable and DENO_TLS_CA_STORE without.
 */
export const secureAgent: SecureAgent<https.Agent> = (options, authorities) => {
  const ca = authorities === null ? {} : { ca: authorities };
  const createConnection = (to: { readonly host?: string; readonly port?: number | string }) => {
    const host = to.host ?? "";
    const name = isIP(host) === 0 ? { servername: host } : {};
    return tls.connect({ ...to, host, port: Number(to.port), ...name, ...ca });
  };
  return Object.assign(new https.Agent(options), { createConnection });
};
