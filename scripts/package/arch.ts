/** What this machine's kind is called, by the kernel and by Debian. */
export const arch = Deno.build.arch === "x86_64"
  ? { kernel: "x86_64", debian: "amd64" }
  : { kernel: "aarch64", debian: "arm64" };
