import { resolve } from "node:path";
import { audit } from "./gate/audit.ts";

const { failed } = await audit({
  root: resolve(import.meta.dirname ?? ".", ".."),
  say: console.log,
});
Deno.exitCode = failed === 0 ? 0 : 1;
