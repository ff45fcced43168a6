import { loginFields, registerFields, tokenFields } from "../decode/bodies.ts";
import { type Route, route } from "../http/call.ts";
import { login, register, type Registration } from "../rules/accounts.ts";
import { createToken, deleteToken, type TokenBody, tokensOf } from "../rules/tokens.ts";
import { showAccount, showInfo, showRegistered, showToken } from "../show/account.ts";
import { behaviours } from "../version.ts";
import { bodyOf, gone, idOf, list, schema } from "./requests.ts";

export const accountRoutes: readonly Route[] = [
  route("GET", "/info", "nobody", (call) => ({
    status: 200,
    body: {
      ...schema(call, "VikunjaInfos"),
      ...showInfo(call.publicUrl, behaviours[call.world.as]),
    },
  })),
  route("POST", "/register", "nobody", (call) => {
    const user = register(call.world, bodyOf<Registration>(call, registerFields));
    return { status: 201, body: { ...schema(call, "User"), ...showRegistered(user) } };
  }),
  route("POST", "/login", "nobody", (call) => {
    const { username = "", password = "" } = bodyOf<Registration>(call, loginFields);
    const { token } = login(call.world, username, password);
    return { status: 200, body: { ...schema(call, "AuthTokenBodyBody"), token } };
  }),
  route("GET", "/user", "other.user", (call) => ({
    status: 200,
    body: { ...schema(call, "UserInfoBody"), ...showAccount(call.user) },
  })),
  route("GET", "/token/test", "login", () => ({ status: 200, body: { message: "ok" } })),
  route("GET", "/tokens", "login", (call) =>
    list(call, {
      of: "APIToken",
      items: tokensOf(call.world, call.user),
      show: (tokens) => tokens.map((one) => showToken(one, behaviours[call.world.as])),
    })),
  route("POST", "/tokens", "login", (call) => {
    const token = createToken(call.world, call.user, bodyOf<TokenBody>(call, tokenFields));
    return { status: 201, body: showToken(token, behaviours[call.world.as], { fresh: true }) };
  }),
  route("DELETE", "/tokens/:id", "login", (call) => {
    deleteToken(call.world, call.user, idOf(call, "id"));
    return gone();
  }),
];
