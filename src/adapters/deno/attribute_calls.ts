import type { AttributeCalls } from "@/ports/system.ts";

/** `null`: it may not be called, or is another C library than glibc. */
export function attributeCalls(): AttributeCalls | null {
  if (Deno.permissions.querySync({ name: "ffi" }).state !== "granted") return null;
  const place = ["buffer", "buffer", "u32"] as const;
  try {
    const { symbols } = Deno.dlopen("libc.so.6", {
      listxattr: { parameters: place, result: "i32" },
      getxattr: { parameters: ["buffer", ...place], result: "i32" },
      setxattr: { parameters: ["buffer", ...place, "i32"], result: "i32" },
    });
    return symbols;
  } catch {
    return null;
  }
}
