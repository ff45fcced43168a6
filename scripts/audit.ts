import { resolve } from "node:path";
import { audit } from "./gate/audit.ts";

const { failed } = await audit(resolve(import.meta.dirname ?? ".", ".."));
Deno.exitCode = failed === 0 ? 0 : 1;
