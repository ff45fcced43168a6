import { thisProcess } from "@system/this_process.ts";
import { main } from "@/main.ts";

/** Where Bun compiles the single binary, it begins here; Deno begins in `main.ts`. */
thisProcess.exit(await main(thisProcess.args));
