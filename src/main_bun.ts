import "@/adapters/bun/install.ts";
import { main } from "@/main.ts";

/** Where Bun compiles the single binary, it begins here; Deno begins in `main.ts`. */
Deno.exit(await main(Deno.args));
