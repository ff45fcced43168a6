import type { FetchAlone } from "@/ports/system.ts";

export const fetchAlone: FetchAlone = async (url, init) => {
  const response = await fetch(url, { ...init, keepalive: false });
  await response.body?.cancel();
  return response.status;
};
