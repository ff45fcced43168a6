import { notedSocket } from "@/adapters/http/socket_note.ts";
import { lookAtSocket } from "@/adapters/http/socket_place.ts";
import type { Daemons } from "@/ports/daemon.ts";

/** Over Unix sockets; what talks to one is loaded where there is one. */
export const daemons: Daemons = {
  noted: notedSocket,
  look: lookAtSocket,
  async connect(path) {
    if (lookAtSocket(path).kind !== "socket") return null;
    const { connectDaemon } = await import("@/adapters/http/daemon_client.ts");
    return await connectDaemon(path);
  },
};
