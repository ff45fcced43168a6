import type { ConnectUnix } from "@/ports/system.ts";

export const connectUnix: ConnectUnix = async (path) => {
  const connection = await Deno.connect({ transport: "unix", path });
  let isClosed = false;
  return {
    read: (into) => connection.read(into),
    write: (bytes) => connection.write(bytes),
    close() {
      if (!isClosed) connection.close();
      isClosed = true;
    },
  };
};
