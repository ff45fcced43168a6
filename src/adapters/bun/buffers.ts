import { Buffer } from "node:buffer";

export const buffers = (): typeof Buffer => Buffer;
