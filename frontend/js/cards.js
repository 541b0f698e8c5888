// Name cards: the people at home on this device, coming in by PIN with and without a connection, leaving.
// Rows of the store `people`: {id, name, username, key, device, deviceName, kind, pin?, locked?, guest?, blocked?, ended?}.
//   kind     PICTURES or DIGITS where the server knows a PIN of theirs
//   pin      {salt, rounds, iv, sealed}: a secret of the server, sealed with the PIN (docs/adr/0014)
//   locked   signed out here: comes in only by PIN, card or password
//   blocked  the PIN was wrong too often here: comes in by card or password
//   ended    the key holds no more: comes in by card or password
// kv `owed` = {person, proof?}: who came in (or out, "") without a connection, while the session is somebody else's.
import { csrfToken } from "./csrf.js";
import { counts, flush } from "./outbox.js";
import { active, forget, get, list, put, remove, setActive, tell } from "./store.js";

const ADDRESS = "/api/v1/devices";
export const SIGN_OUT = "/dang-xuat/";
const ROUNDS = 150_000; // PBKDF2: about a quarter of a second on a cheap phone
const WAITS_S = [0, 0, 5, 15, 30, 60, 120, 300]; // after wrong PINs without a connection; the last one for ever after
const ANSWER_MS = 12_000;
const WORSE_THAN_NONE = 502; // a gateway answers: the server itself was not reached

/** The cards to show: everybody at home here but guests, in the order of names. */
export async function cards() {
  const rows = (await list("people")).filter((row) => row.name && !row.guest);
  return rows.sort((a, b) => last(a.name).localeCompare(last(b.name), "vi") || a.name.localeCompare(b.name, "vi"));
}

const last = (name) => name.trim().split(/\s+/).at(-1) ?? "";

/**
 * Ask the server. Resolves to {ok, status, said} or {away: true} where it was not reached.
 * `key` shows the device's key and no session that would be refused with it.
 */
export async function ask(method, path, { body, key } = {}) {
  const headers = { "X-Requested-With": "densach" };
  if (body) headers["Content-Type"] = "application/json";
  if (key) headers.Authorization = `Device ${key}`;
  else headers["X-CSRFToken"] = csrfToken();
  try {
    const answer = await fetch(ADDRESS + path, {
      method,
      headers,
      body: body && JSON.stringify(body),
      cache: "no-store",
      signal: AbortSignal.timeout?.(ANSWER_MS),
    });
    if (answer.status >= WORSE_THAN_NONE) return { away: true };
    const said = answer.status === 204 ? null : await answer.json().catch(() => null);
    return { ok: answer.ok, status: answer.status, said };
  } catch {
    return { away: true };
  }
}

export const codeOf = (said) => said?.type?.replace("urn:densach:error:", "") ?? "";
export const sentenceOf = (said) => [said?.title, said?.detail].filter(Boolean).join(" ");

// ---- Coming in

/**
 * `card` shows the PIN. Resolves to {in: true, next} (`next`: where the server sends on, "" without a connection),
 * or {code, why, seconds, offline}: why it did not work; `code` "first": no PIN was shown here with a connection yet.
 */
export async function enter(card, kind, pin) {
  const answer = await ask("POST", "/enter", { key: card.key, body: { pin: { kind, pin } } });
  if (answer.away) return enterAway(card, pin);
  if (!answer.ok) return refused(card, answer.said);
  const { name, username, proof, entered, next } = answer.said;
  const { locked: _locked, blocked: _blocked, wrong: _wrong, ...row } = card;
  await put("people", { ...row, name, username, kind, pin: (await seal(proof, pin)) ?? undefined });
  await here(card.id);
  if (!entered) await leaveSession();
  return { in: true, next };
}

async function refused(card, said) {
  const code = codeOf(said);
  if (code === "people.erased") {
    await forget(card.id);
    tell({ type: "forgotten", person: card.id });
  } else if (code === "people.device_ended") await put("people", { ...card, ended: true });
  else if (code === "people.pin_wrong_too_often") await put("people", { ...card, blocked: true });
  else if (code === "people.pin_missing") await put("people", { ...card, kind: "", pin: undefined });
  return { code, why: sentenceOf(said), seconds: said?.seconds ?? 0 };
}

// Without a connection: what was sealed with the PIN opens with the same PIN only. It keeps a brother out, not
// somebody who takes the device apart: so few PINs are tried out in hours by whoever copies the store.
async function enterAway(card, pin) {
  if (!card.pin || !globalThis.crypto?.subtle) return { code: "first", offline: true };
  const { count = 0, until = 0 } = card.wrong ?? {};
  if (Date.now() < until) return { code: "wait", seconds: Math.ceil((until - Date.now()) / 1000), offline: true };
  const proof = await open(card.pin, pin);
  if (proof === null) {
    const seconds = WAITS_S[Math.min(count, WAITS_S.length - 1)];
    await put("people", { ...card, wrong: { count: count + 1, until: Date.now() + seconds * 1000 } });
    return { code: "wrong", seconds, offline: true };
  }
  const { locked: _locked, wrong: _wrong, ...row } = card;
  await put("people", row);
  await put("kv", { person: card.id, proof }, "owed");
  await here(card.id, { settled: false });
  return { in: true, next: "" };
}

/** A card without PIN: its saved things open without a connection until somebody signs out. */
export async function enterFreely(card) {
  await put("kv", { person: card.id }, "owed");
  await here(card.id, { settled: false });
}

/** From now on this device is `person`'s; `settled`: the session is theirs too. */
export async function here(person, { settled = true } = {}) {
  await setActive(person);
  if (settled) await remove("kv", "owed");
  tell({ type: "person", person });
}

// ---- The secret that is sealed with a PIN

const letters = new TextEncoder();
const text64 = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)));
const bytes64 = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

async function keyFrom(pin, salt, rounds) {
  const raw = await crypto.subtle.importKey("raw", letters.encode(pin), "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: rounds };
  return crypto.subtle.deriveKey(how, raw, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

/** `proof` sealed with `pin`; null on plain http, which has no crypto.subtle and works only at school anyway. */
export async function seal(proof, pin) {
  if (!globalThis.crypto?.subtle || !proof) return null;
  const [salt, iv] = [crypto.getRandomValues(new Uint8Array(16)), crypto.getRandomValues(new Uint8Array(12))];
  const key = await keyFrom(pin, salt, ROUNDS);
  const sealed = await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, letters.encode(proof));
  return { salt: text64(salt), rounds: ROUNDS, iv: text64(iv), sealed: text64(sealed) };
}

/** What was sealed, or null where the PIN is another. */
export async function open({ salt, rounds, iv, sealed }, pin) {
  try {
    const key = await keyFrom(pin, bytes64(salt), rounds);
    const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv: bytes64(iv) }, key, bytes64(sealed));
    return new TextDecoder().decode(plain);
  } catch {
    return null;
  }
}

// ---- Leaving

/** End the session of this browser, whoever's it is. False where the server was not reached. */
export async function leaveSession() {
  const body = new URLSearchParams({ csrfmiddlewaretoken: csrfToken() });
  try {
    const answer = await fetch(SIGN_OUT, { method: "POST", body, redirect: "manual", cache: "no-store" });
    return answer.type === "opaqueredirect" || answer.ok;
  } catch {
    return false;
  }
}

/** Somebody signs out: what waits stays, their card asks for PIN or password the next time. */
export async function signOut() {
  const person = await active();
  const row = person && (await get("people", person));
  if (row) await put("people", { ...row, locked: true });
  await setActive("");
  tell({ type: "person", person: "" });
}

/** How much of `person` waits on this device, sent or not: {waits, refused}. */
export const waitsOf = counts;

/**
 * “Remove me from this device”. Sends first what waits. Resolves to {left} (how much could not go up: nothing was
 * removed), {away: true} without a connection, or {done: true}. `anyway`: what waits was kept in a file.
 */
export async function removeCard(card, { anyway = false } = {}) {
  if (card.key && !card.ended) await flush();
  const { waits, refused: kept } = await counts(card.id);
  if (waits + kept > 0 && !anyway) return { left: waits + kept };
  if (card.key && !card.ended) {
    const answer = await ask("DELETE", "/key", { key: card.key });
    if (answer.away) return { away: true };
  }
  if ((await active()) === card.id) await setActive("");
  if ((await get("kv", "owed"))?.person === card.id) await put("kv", { person: "" }, "owed");
  await forget(card.id);
  tell({ type: "forgotten", person: card.id });
  tell({ type: "person", person: await active() });
  return { done: true };
}

/** On a shared computer nobody stays at home: guests go as soon as all is sent. */
export async function dropGuests() {
  const person = await active();
  for (const row of await list("people")) if (row.guest && row.id !== person) await removeCard(row);
}

/** What the server says of the card now: a name was corrected, a PIN set. Null without a connection. */
export async function refresh(card) {
  if (!card.key || card.ended) return null;
  const answer = await ask("GET", "/card", { key: card.key });
  if (answer.away) return null;
  if (!answer.ok) {
    await refused(card, answer.said);
    return (await get("people", card.id)) ?? { ...card, gone: true };
  }
  const { name, username, kind, device_name: deviceName } = answer.said;
  const row = { ...card, name, username, kind, deviceName };
  if (!kind) delete row.pin;
  await put("people", row);
  return row;
}
