export const hostName = (): string => Deno.hostname();
