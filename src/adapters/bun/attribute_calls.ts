import type { AttributeCalls } from "@/ports/system.ts";
import { foreignFunctions } from "./bun_parts.ts";

/** `null`: it is another C library than glibc. */
export function attributeCalls(): AttributeCalls | null {
  const place = ["ptr", "ptr", "u32"] as const;
  try {
    return foreignFunctions().dlopen("libc.so.6", {
      listxattr: { args: place, returns: "i32" },
      getxattr: { args: ["ptr", ...place], returns: "i32" },
      setxattr: { args: ["ptr", ...place, "i32"], returns: "i32" },
    }).symbols;
  } catch {
    return null;
  }
}
