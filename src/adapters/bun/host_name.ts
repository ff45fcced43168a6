import { hostname } from "node:os";

export const hostName = (): string => hostname();
