import { loginFields, registerFields, tokenFields } from "../decode/bodies.ts";
import { Refusal } from "../errors.ts";
import { type Call, type Route, route } from "../http/call.ts";
import { login, register, type Registration } from "../rules/accounts.ts";
import { permissionRoutes } from "../rules/permissions.ts";
import { createToken, deleteToken, type TokenBody, tokensOf } from "../rules/tokens.ts";
import { showAccount, showInfo, showRegistered, showToken } from "../show/account.ts";
import { showUser } from "../show/user.ts";
import { behaviours } from "../version.ts";
import { bodyOf, deleted, idOf, list } from "./requests.ts";

export const accountRoutes: readonly Route[] = [
  route("GET", "/info", "nobody", ({ publicUrl, world }) => ({
    status: 200,
    body: showInfo(publicUrl, behaviours[world.as]),
  })),
  route("POST", "/register", "nobody", (call) => {
    const user = register(call.world, bodyOf<Registration>(call, registerFields));
    return { status: 200, body: showRegistered(user) };
  }),
  route("POST", "/login", "nobody", (call) => {
    const { username = "", password = "" } = bodyOf<Registration>(call, loginFields);
    return { status: 200, body: { token: login(call.world, username, password).token } };
  }),
  route("GET", "/user", "other.user", ({ user }) => ({ status: 200, body: showAccount(user) })),
  route("GET", "/users", "other.users", (call) => {
    const name = call.query.get("s") ?? "";
    const found = call.world.store.by.userByName(name);
    return { status: 200, body: found.map(showUser) };
  }),
  route("POST", "/user/token", "login", () => {
    throw new Refusal(
      400,
      null,
      "User tokens cannot be renewed via this endpoint. Use POST /user/token/refresh with a refresh token.",
    );
  }),
  route("POST", "/user/token/refresh", "nobody", () => {
    throw new Refusal(401, null, "No refresh token provided.");
  }),
  route("GET", "/token/test", "anybody with a token", () => ({
    status: 200,
    body: { message: "ok" },
  })),
  route("GET", "/routes", "other.routes", ({ world }) => ({
    status: 200,
    body: permissionRoutes(world),
  })),
  route(
    "GET",
    "/tokens",
    "login",
    (call) =>
      list(
        call,
        tokensOf(call.world, call.user),
        (tokens) => tokens.map((one) => showToken(one, behaviours[call.world.as])),
      ),
  ),
  route("PUT", "/tokens", "login", makeToken),
  route("DELETE", "/tokens/:token", "login", (call) => {
    deleteToken(call.world, call.user, idOf(call, "token"));
    return deleted();
  }),
];

function makeToken(call: Call) {
  const token = createToken(call.world, call.user, bodyOf<TokenBody>(call, tokenFields));
  return { status: 201, body: showToken(token, behaviours[call.world.as], { fresh: true }) };
}
