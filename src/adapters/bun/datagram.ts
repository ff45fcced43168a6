import { endianness } from "node:os";
import type { SendDatagram } from "@/ports/system.ts";
import { foreignFunctions } from "./bun_parts.ts";
import { systemError } from "./system_error.ts";

/** Linux's numbers. */
const unixFamily = 1;
const datagram = 2;
const closeOnExec = 0o2000000;
const noSignal = 0x4000;
/** With the zero byte at its end. */
const maxPathBytes = 108;

/** From a socket that is bound to no path, so that nobody can answer. Linux only. */
export const sendDatagram: SendDatagram = (path, bytes) => {
  const { ptr, dlopen } = foreignFunctions();
  const { symbols } = dlopen("libc.so.6", {
    socket: { args: ["i32", "i32", "i32"], returns: "i32" },
    sendto: { args: ["i32", "ptr", "u64", "i32", "ptr", "u32"], returns: "i64_fast" },
    close: { args: ["i32"], returns: "i32" },
  });
  const descriptor = symbols.socket(unixFamily, datagram | closeOnExec, 0);
  if (descriptor < 0) return Promise.reject(systemError("EIO", "no socket"));
  try {
    const to = addressOf(path);
    // Never waits for longer than the kernel takes.
    const sent = symbols.sendto(descriptor, ptr(bytes), bytes.length, noSignal, ptr(to), to.length);
    if (sent === bytes.length) return Promise.resolve();
    return Promise.reject(systemError("EIO", `nobody takes it at ${path}`));
  } finally {
    symbols.close(descriptor);
  }
};

/** `sockaddr_un`; the name of an abstract one begins with a zero byte and has none at its end. */
function addressOf(path: string): Uint8Array {
  const name = new TextEncoder().encode(path.startsWith("\0") ? path : `${path}\0`);
  if (name.length > maxPathBytes) throw systemError("ENAMETOOLONG", path);
  const address = new Uint8Array(2 + name.length);
  new DataView(address.buffer).setUint16(0, unixFamily, endianness() === "LE");
  address.set(name, 2);
  return address;
}
