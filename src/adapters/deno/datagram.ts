import type { SendDatagram } from "@/ports/system.ts";

/** Deno has them with `--unstable-net`, and wants a place of its own to send from. */
export const sendDatagram: SendDatagram = async (path, bytes) => {
  const folder = await Deno.makeTempDir({ prefix: "vikunja-sync-notify-" });
  try {
    const socket = Deno.listenDatagram({ transport: "unixpacket", path: `${folder}/socket` });
    try {
      await socket.send(bytes, { transport: "unixpacket", path });
    } finally {
      socket.close();
    }
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
};
