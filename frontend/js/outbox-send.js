// Sending what waits: one sender at a time on a device, each person's events with that person's device key, also while
// somebody else is signed in. Only what the server has answered is deleted.
import { csrfToken } from "./csrf.js";
import { met } from "./outbox-clock.js";
import { announce, batch, bare, heard, sealed, spill, unspill, zipped } from "./outbox.js";
import { change, forget, get, list, put, tell } from "./store.js";

const ADDRESS = "/api/v1/outbox";
const KEYS_ADDRESS = "/api/v1/devices";
const MOST = 200; // events in a batch; the server takes 500
const MOST_LETTERS = 300_000; // of a batch; the server takes 1 MB, and a letter may be three bytes
const FIRST_WAIT_MS = 2000;
const LAST_WAIT_MS = 300_000;
const ANSWER_MS = 30_000;
const LEFT_MS = 7000; // an open record that did not grow for so long was left by a tab that is gone
const ZIPPED = 1000; // letters; less than this is not worth packing

let timer;
let wait = FIRST_WAIT_MS;
let growing = false; // whether a record was left out because it still grows

const locked = (work) => (navigator.locks ? navigator.locks.request("outbox", work) : work()); // none on plain http

/**
 * Send what waits, of everybody at home on this device. Resolves to {sent, left, again}: how many events the server has
 * now answered, how many still wait, whether trying again makes sense (the worker then asks the browser to come back).
 * Never throws: what did not go, goes later.
 */
export async function flush() {
  clearTimeout(timer);
  let sent = 0;
  let left = 0;
  let again = false;
  growing = false;
  try {
    await locked(async () => {
      for (const person of await owners()) {
        const went = await sendAll(person);
        sent += went.sent;
        left += went.left;
        again ||= went.again;
        if (went.later) wait = Math.max(wait, went.later);
      }
    });
  } catch {
    again = true; // the store could not be read: a moment later it can
  }
  if (again) later();
  else {
    wait = FIRST_WAIT_MS;
    // Somebody reads on, or has just closed the page: look again when that is known.
    if (growing) timer = setTimeout(flush, LEFT_MS);
  }
  await announce().catch(() => {});
  return { sent, left, again: again || (growing && !globalThis.document) };
}

function later() {
  timer = setTimeout(flush, wait);
  wait = Math.min(wait * 2, LAST_WAIT_MS);
}

async function owners() {
  const cards = await list("people");
  const waiting = await list("outbox");
  return [...new Set([...cards.map(({ id }) => id), ...waiting.map(({ person }) => person)])].filter(Boolean);
}

// Whose session this page has: said by the page, "" in the worker and on neutral pages.
const atHome = () => globalThis.document?.querySelector("meta[name=person]")?.content ?? "";

async function sendAll(person) {
  let most = MOST;
  let sent = 0;
  for (;;) {
    const events = await ready(person, most);
    if (!events.length) return { sent, left: 0, again: false };
    const means = await authority(person);
    if (!means) return { sent, left: events.length, again: false };
    const went = await send(person, events, means);
    sent += went.sent ?? 0;
    if (went.smaller) most = Math.max(1, Math.floor(events.length / 2));
    else if (went.stop) return { sent, left: events.length, again: went.again, later: went.later };
  }
}

// The oldest events of a person, at most `most`; records left open by a tab that is gone are closed first.
async function ready(person, most) {
  const events = await change(["outbox"], async (box) => {
    const taken = [];
    for (const event of await box.list("outbox", person)) {
      if (event.open && Math.abs(Date.now() - event.grown) < LEFT_MS) {
        growing = true;
        continue;
      }
      if (event.open) await box.put("outbox", sealed(event));
      taken.push(sealed(event));
    }
    return taken;
  });
  let letters = 0;
  const fitting = [...events, ...spill(person)].slice(0, most);
  const end = fitting.findIndex((event) => (letters += JSON.stringify(bare(event)).length) > MOST_LETTERS);
  return end > 0 ? fitting.slice(0, end) : fitting;
}

// The person's key on this device; else, in a page of their own, their session.
async function authority(person) {
  const card = await get("people", person);
  if (card?.key && !card.ended) return { headers: { Authorization: `Device ${card.key}` }, credentials: "omit" };
  if (atHome() !== person) return null;
  return { headers: { "X-CSRFToken": csrfToken() }, credentials: "same-origin" };
}

async function send(person, events, { headers, credentials }) {
  const body = JSON.stringify(await change(["kv"], (box) => batch(box, events)));
  let answer;
  let said;
  try {
    const packed = await pack(body);
    answer = await fetch(ADDRESS, {
      method: "POST",
      credentials,
      cache: "no-store",
      signal: AbortSignal.timeout?.(ANSWER_MS),
      headers: { "Content-Type": "application/json", ...packed.headers, ...headers },
      body: packed.body,
    });
    said = await answer.json().catch(() => null);
  } catch {
    return { stop: true, again: true }; // no line, or none of an answer: everything is kept
  }
  if (answer.ok && said?.answers) return taken(person, said);
  return failed(person, events, answer, said, credentials === "omit");
}

async function pack(body) {
  const packed = body.length < ZIPPED ? null : await zipped(body);
  return packed ? { body: packed, headers: { "Content-Encoding": "gzip" } } : { body, headers: {} };
}

// Only what was answered leaves the outbox; what was refused stays on the device with its sentence.
async function taken(person, { now, n, answers }) {
  await met(now);
  wait = FIRST_WAIT_MS;
  await change(["outbox", "refused", "kv"], async (box) => {
    for (const { id, is, why, again } of answers) {
      const held = (await box.get("outbox", [person, id])) ?? spill(person).find((event) => event.id === id);
      if (is === "refused" && held) await box.put("refused", { ...held, why, again: Boolean(again) });
      await box.remove("outbox", [person, id]);
      unspill(id);
    }
    await heard(box, person, n ?? 0);
  });
  await announce();
  return answers.length ? { sent: answers.length } : { stop: true, again: true };
}

/** What an answer to a device key means for this device: 401 the key has ended, 410 the account was erased. */
export async function keyRefused(person, status) {
  if (status === 410) {
    await forget(person);
    tell({ type: "forgotten", person });
  } else if (status === 401) {
    const card = await get("people", person);
    if (card) await put("people", { ...card, ended: true });
    tell({ type: "ended", person });
  }
  return status === 410 || status === 401;
}

// None of it was done. See events.md for what each status means.
async function failed(person, events, answer, said, byKey) {
  const why = [said?.title, said?.detail].filter(Boolean).join(" ");
  const { status } = answer;
  if (byKey && (await keyRefused(person, status))) {
    // In a page of their own the person may have a new key at once.
    const renewed = status === 401 && atHome() === person && (await signedIn(person));
    return renewed ? {} : { stop: true, again: false };
  }
  if (status === 401 || status === 403) return { stop: true, again: false };
  if (status === 413 || status === 422 || status === 400) {
    if (events.length > 1) return { smaller: true };
    return refuse(person, events[0], why);
  }
  const seconds = Number(answer.headers.get("Retry-After"));
  return { stop: true, again: true, later: seconds > 0 ? Math.min(seconds * 1000, LAST_WAIT_MS) : 0 };
}

// One event that the server cannot even read must not stand in the way of the others.
async function refuse(person, event, why) {
  await change(["outbox", "refused"], async (box) => {
    await box.put("refused", { ...event, why });
    await box.remove("outbox", [person, event.id]);
  });
  unspill(event.id);
  return { sent: 1 };
}

/**
 * A person has signed in, in this page: make sure that this device holds a key of theirs. True when it does.
 * `card`: more to keep on the name card, such as the name and picture.
 */
export async function signedIn(person, card = {}) {
  const held = await get("people", person);
  // Signed out here earlier, or too many wrong PINs: the person has just proved who they are, and gets a fresh key.
  if (held?.key && !held.ended && !held.blocked && !held.locked) {
    if (Object.keys(card).some((key) => held[key] !== card[key])) await put("people", { ...held, ...card });
    return true;
  }
  try {
    const answer = await fetch(KEYS_ADDRESS, {
      method: "POST",
      headers: { "Content-Type": "application/json", "X-CSRFToken": csrfToken() },
      body: JSON.stringify({ device: (await get("kv", "device")) ?? null }),
    });
    if (!answer.ok) return false;
    const { key, device, name, ...more } = await answer.json();
    await change(["people", "kv"], async (box) => {
      const { ended: _ended, blocked: _blocked, locked: _locked, ...rest } = held ?? {};
      await box.put("people", { ...rest, ...more, ...card, id: person, key, device, deviceName: name });
      await box.put("kv", device, "device");
    });
    return true;
  } catch {
    return false; // no line; asked again on the next page
  }
}

// In pages: whenever the line or the person comes back.
if (globalThis.document) {
  addEventListener("online", () => {
    wait = FIRST_WAIT_MS;
    flush();
  });
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && flush());
  document.addEventListener("densach:person", () => flush());
}
