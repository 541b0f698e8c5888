// What a person does becomes an event, which waits here until the server has said that it has it. The contract is
// docs/architecture/events.md. For pages and for the service worker; sending stands in outbox-send.js.
import { readClock, ticking } from "./outbox-clock.js";
import { change, count, get, list, tell } from "./store.js";

import { flush } from "./outbox-send.js";

export { flush, signedIn } from "./outbox-send.js";

const LONGEST_S = 300; // a span is cut after this, so that it goes up while somebody reads on
const SLACK_S = 5; // seconds may be more than to − from by this much

// crypto.randomUUID() needs a secure context; getRandomValues() does not, so http://192.168.x.x works too.
/** A version 7 UUID: sorts by time. */
export function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const now = Date.now();
  for (let i = 0; i < 6; i += 1) bytes[i] = Math.floor(now / 2 ** (8 * (5 - i))) & 255;
  bytes[6] = (bytes[6] & 0x0f) | 0x70;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  return dashed([...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join(""));
}

/** An id as events carry it, with dashes. */
export const dashed = (hex) =>
  hex.replaceAll("-", "").replace(/(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-").toLowerCase();

/** The counter of `person` on this device, moved on to at least `n`. Within a transaction over `kv`. */
export async function heard(box, person, n) {
  const held = (await box.get("kv", `n:${person}`)) ?? 0;
  if (n > held) await box.put("kv", n, `n:${person}`);
  return Math.max(held, n);
}

const next = async (box, person) => heard(box, person, (await heard(box, person, 0)) + 1);

// What did not fit on a full device: kept as long as the page lives, and sent with the rest.
const spilled = new Map();
export const spill = (person) => [...spilled.values()].filter((event) => event.person === person);
export const unspill = (id) => spilled.delete(id);

/**
 * Keep one event of `person` ("" does nothing: without an account nothing is sent). `also(box, event)` writes in the
 * same transaction over `outbox`, `kv`, `places` and `notes`. Returns the event.
 * `about` = {title, address} is for lists on this device and is not sent.
 */
export async function make({ person, verb, on, result, about }, also = () => {}) {
  const event = await change(["outbox", "kv", "places", "notes"], async (box) => {
    const { at, sure } = await readClock(box);
    const made = { id: uuid(), n: await next(box, person), at, sure, person, verb, on };
    if (result) made.result = result;
    if (person) await box.put("outbox", about ? { ...made, about } : made);
    await also(box, made);
    return made;
  }).catch((error) => overflow(error, { person, verb, on, result, about }));
  await announce();
  if (person) wake();
  return event;
}

async function overflow(error, said) {
  if (error?.name !== "QuotaExceededError") throw error;
  const known = [(await get("kv", `n:${said.person}`)) ?? 0, ...spill(said.person).map((event) => event.n)];
  const made = { id: uuid(), n: Math.max(...known) + 1, at: new Date().toISOString(), sure: false, ...said };
  if (said.person) spilled.set(made.id, made);
  tell({ type: "full" });
  return made;
}

/**
 * Time spent on one edition: one record that grows in place, because a page that is closed cannot write any more.
 * `grow(result)` with {chapter, offset, fraction} each five seconds, `end()` when reading pauses.
 */
export class Span {
  // `also(box, event)` as in make().
  constructor({ person, verb, on, about }, also = () => {}) {
    Object.assign(this, { person, verb, on, about, also, id: "", seconds: 0 });
    this.queue = Promise.resolve();
  }

  /** `active`: seconds of reading since the last call. */
  grow(place, active) {
    this.queue = this.queue.then(() => this.write(place, active)).catch((error) => this.overflow(error));
    return this.queue;
  }

  // The device is full: what was read is kept as long as the page lives.
  overflow(error) {
    if (error?.name !== "QuotaExceededError" || !this.person) return console.error(error);
    spilled.set(this.last.id, this.last);
    tell({ type: "full" });
  }

  /** Nothing more is added; the next grow() begins a new record. */
  end() {
    this.queue = this.queue.then(() => this.seal()).catch(() => {});
    return this.queue;
  }

  async write(place, active) {
    let cut = false;
    let begun = false;
    await change(["outbox", "kv", "places", "notes"], async (box) => {
      const clock = await readClock(box);
      const held = this.id && this.person ? await box.get("outbox", [this.person, this.id]) : null;
      // Sent meanwhile by another tab or the worker, or the clock was set: what follows is another record.
      const goesOn = held?.open && held.sure === clock.sure && ticking() - this.grown < 60_000;
      if (!goesOn) this.begin(active);
      if (held?.open && !goesOn) await box.put("outbox", sealed(held));
      this.grown = ticking();
      this.seconds += active;
      const long = (this.grown - this.started) / 1000;
      const known = await heard(box, this.person, 0);
      const n = goesOn && held.n === known ? known : await next(box, this.person);
      const result = {
        ...place,
        from: new Date(this.from).toISOString(),
        to: new Date(this.from + long * 1000).toISOString(),
        seconds: Math.round(Math.min(this.seconds, long + SLACK_S)),
      };
      const { id, person, verb, on } = this;
      const event = { id, n, at: result.to, sure: clock.sure, person, verb, on, result };
      this.last = { ...event, about: this.about };
      cut = long >= LONGEST_S;
      begun = !goesOn;
      if (person) await box.put("outbox", { ...event, about: this.about, ...(!cut && { open: true, grown: Date.now() }) });
      await this.also(box, event);
    });
    spilled.delete(this.id);
    if (begun && this.person) {
      register(); // the browser may send it when this page is gone
      await announce();
    }
    if (cut && this.person) {
      this.id = "";
      await announce();
      wake();
    }
  }

  begin(active) {
    this.id = uuid();
    this.seconds = 0;
    this.started = ticking() - active * 1000;
    this.from = Date.now() - active * 1000;
  }

  async seal() {
    if (!this.id || !this.person) return;
    const { id } = this;
    this.id = "";
    await change(["outbox"], async (box) => {
      const held = await box.get("outbox", [this.person, id]);
      if (held?.open) await box.put("outbox", sealed(held));
    });
    await announce();
    wake();
  }
}

export function sealed({ open: _open, grown: _grown, ...event }) {
  return event;
}

// ---- What waits

/** The events of `person` that wait, oldest first: {id, verb, on, at, n, result, about?}. */
export const waiting = async (person) => [...(await list("outbox", person)), ...spill(person)];

/** The events of `person` that the server refused, each with `why`; `again` where it may take them another time. */
export const refusedOf = (person) => list("refused", person);

/** How many wait and how many were refused; of all people of this device, or of one. */
export async function counts(person) {
  return {
    waits: (await count("outbox", person)) + (person ? spill(person).length : spilled.size),
    refused: await count("refused", person),
  };
}

/** The person has read the sentence of a refused event: it goes. */
export async function drop(person, id) {
  await change(["refused"], (box) => box.remove("refused", [person, id]));
  await announce();
}

/** Try a refused event once more. */
export async function retry(person, id) {
  await change(["outbox", "refused"], async (box) => {
    const held = await box.get("refused", [person, id]);
    if (!held) return;
    const { why: _why, again: _again, ...event } = held;
    await box.put("outbox", event);
    await box.remove("refused", [person, id]);
  });
  await announce();
  return flush();
}

/** Tell all pages what waits on this device: the chip on top and “Máy này” listen to `densach:outbox`. */
export const announce = async () => tell({ type: "outbox", ...(await counts()) });

// Chrome sends also when the page is closed; everybody else when a page is open.
let soon;
function wake() {
  register();
  clearTimeout(soon);
  soon = setTimeout(flush, 1500);
}

function register() {
  globalThis.registration?.sync?.register?.("outbox").catch(() => {});
  navigator.serviceWorker
    ?.getRegistration?.()
    .then((held) => held?.sync?.register("outbox"))
    .catch(() => {});
}

// ---- By hand, if all else fails

/** An event as it travels: without what only this device needs. */
export function bare({ id, n, at, sure, person, verb, on, result }) {
  return { id, n, at, sure, person, verb, on, ...(result && { result }) };
}

/** What a request carries: these events, and the device's clock now. Within a transaction over `kv`. */
export async function batch(box, events) {
  const { at, sure } = await readClock(box);
  return { now: at, clock: sure ? "sure" : "unsure", events: events.map(bare) };
}

/**
 * What waits of `people` (ids) as a file for a teacher to take in: for each a request with id and name beside it.
 * Nothing is deleted here: the same event taken in twice is the same event.
 */
export async function asFile(...people) {
  const device = { id: (await get("kv", "device")) ?? "", name: "" };
  const parts = [];
  for (const person of people) {
    const events = await waiting(person);
    const card = await get("people", person);
    device.name ||= card?.deviceName ?? "";
    const said = await change(["kv"], (box) => batch(box, events));
    parts.push({ person, name: card?.name ?? "", ...said });
  }
  const made = new Date().toISOString();
  const whole = JSON.stringify({ densach: "events", version: 1, made, device, people: parts });
  const name = `densach-ban-ghi-${made.slice(0, 10)}.json`;
  const packed = await zipped(whole);
  return packed
    ? new File([packed], `${name}.gz`, { type: "application/gzip" })
    : new File([whole], name, { type: "application/json" });
}

/** Text packed by gzip as a Blob; null where the browser cannot. */
export async function zipped(text) {
  if (!("CompressionStream" in globalThis)) return null;
  return new Response(new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"))).blob();
}
