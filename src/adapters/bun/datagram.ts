import { endianness } from "node:os";
import { foreignFunctions } from "./bun_parts.ts";
import { systemError } from "./errors.ts";

/** Linux's numbers. */
const unixFamily = 1;
const datagram = 2;
const closeOnExec = 0o2000000;
const noSignal = 0x4000;
/** With the zero byte at its end. */
const maxPathBytes = 108;

/** A Unix socket that only sends: it is bound to no path, and nobody can answer. Linux only. */
export function listenDatagram() {
  const { ptr, dlopen } = foreignFunctions();
  const { symbols } = dlopen("libc.so.6", {
    socket: { args: ["i32", "i32", "i32"], returns: "i32" },
    sendto: { args: ["i32", "ptr", "u64", "i32", "ptr", "u32"], returns: "i64_fast" },
    close: { args: ["i32"], returns: "i32" },
  });
  const descriptor = symbols.socket(unixFamily, datagram | closeOnExec, 0);
  if (descriptor < 0) throw systemError("EIO", "no socket");
  return {
    /** Never waits for longer than the kernel takes; rejects where nobody listens at the path. */
    send(bytes: Uint8Array, { path }: { readonly path: string }): Promise<number> {
      const to = addressOf(path);
      const sent = symbols.sendto(
        descriptor,
        ptr(bytes),
        bytes.length,
        noSignal,
        ptr(to),
        to.length,
      );
      return sent === bytes.length
        ? Promise.resolve(sent)
        : Promise.reject(systemError("EIO", `nobody takes it at ${path}`));
    },
    close: () => void symbols.close(descriptor),
  };
}

/** `sockaddr_un`; the name of an abstract one begins with a zero byte and has none at its end. */
function addressOf(path: string): Uint8Array {
  const name = new TextEncoder().encode(path.startsWith("\0") ? path : `${path}\0`);
  if (name.length > maxPathBytes) throw systemError("ENAMETOOLONG", path);
  const address = new Uint8Array(2 + name.length);
  new DataView(address.buffer).setUint16(0, unixFamily, endianness() === "LE");
  address.set(name, 2);
  return address;
}
