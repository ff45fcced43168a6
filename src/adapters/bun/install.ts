import { denoMembers } from "./deno_members.ts";

/** Imported before all else by the program that Bun compiles. */
Object.assign(globalThis, { Deno: denoMembers });
