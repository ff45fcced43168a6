/** Whether tests take minutes to do what they otherwise do in seconds. */
export const isLong = Deno.env.get("VIKUNJA_SYNC_LONG") === "1";
