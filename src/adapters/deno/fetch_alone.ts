import type { FetchAlone } from "@/ports/system.ts";

/** A kept connection that closes early would make `fetch` send the request again by itself. */
export const fetchAlone: FetchAlone = async (url, init) => {
  using client = Deno.createHttpClient({ poolMaxIdlePerHost: 0 });
  const response = await fetch(url, { ...init, client });
  await response.body?.cancel();
  return response.status;
};
