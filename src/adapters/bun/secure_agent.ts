import https from "node:https";
import type { SecureAgent } from "@/ports/system.ts";

export const secureAgent: SecureAgent<https.Agent> = (options, authorities) =>
  new https.Agent(authorities === null ? options : { ...options, ca: authorities });
