// What the device keeps of one edition: the place, bookmarks, highlights, notes, that it was finished. Each change is
// an event (outbox.js) and a line of the store, so that all of it works without a connection.
import { Span, dashed, make, uuid } from "./outbox.js";
import { pullOne } from "./outbox-state.js";
import { Pace } from "./reader-pace.js";
import { active, get, list, put } from "./store.js";

const EVERY_MS = 5000;
const YEAR = 365 * 24 * 3600;
const RECENT = 12;

export { uuid };

export function read(key, usual = null) {
  try {
    return JSON.parse(localStorage.getItem(key)) ?? usual;
  } catch {
    return usual; // storage switched off, or another program's value
  }
}

export function write(key, value) {
  try {
    localStorage.setItem(key, JSON.stringify(value));
  } catch {
    // Full or switched off: reading goes on, only the place is not kept here.
  }
}

export function cookie(name, value, path) {
  const secure = location.protocol === "https:" ? "; secure" : "";
  document.cookie = `${name}=${value}; path=${path}; max-age=${YEAR}; samesite=lax${secure}`;
}

// Pages from the server say whose session they were made for; pages kept on the device are for whoever is active there.
const whose = async () => document.querySelector("meta[name=person]")?.content ?? (await active());

const NOTHING = { chapter: "", offset: 0, fraction: 0 };

export class Kept {
  // `address` is the work's page; `verb` read, listened or watched; `plays()` of recordings, whether they run.
  constructor({ edition, address, title, verb = "read", plays = null }) {
    Object.assign(this, { edition, address, title, verb });
    this.on = dashed(edition);
    this.marks = [];
    this.person = "";
    this.own = null;
    this.other = null;
    this.finished = false;
    this.paused = false; // while it is open where to read on
    this.pace = new Pace(plays);
    this.ready = this.begin().catch(() => {});
    this.timer = setInterval(() => this.tick(), EVERY_MS);
    addEventListener("pagehide", () => this.rest());
    document.addEventListener("visibilitychange", () => document.hidden && !this.plays?.() && this.rest());
    document.addEventListener("densach:forgotten", ({ detail }) => detail.person === this.person && this.leave());
    document.addEventListener("densach:person", ({ detail }) => detail.person !== this.person && this.leave());
    this.plays = plays;
  }

  get about() {
    return { title: this.title, address: this.address };
  }

  async begin() {
    this.person = await whose();
    const span = { person: this.person, verb: this.verb, on: this.on, about: this.about };
    this.span = new Span(span, (box, event) => this.placed(box, event));
    await this.load();
  }

  // What the store holds of this edition.
  async load() {
    const row = await get("places", [this.person, this.on]);
    this.own = row?.chapter ? row : null;
    this.other = row?.other ?? null;
    this.finished = Boolean(row?.finished);
    const notes = await list("notes", this.person);
    this.marks = notes.filter((note) => note.on === this.on && !note.gone).sort(byPlace);
  }

  /** What other devices did with this edition, where there is a line. */
  async meet() {
    await this.ready;
    await pullOne(this.person, this.on);
    await this.load();
  }

  // Somebody else has taken the device, or the account is gone: nothing more is written for this person.
  leave() {
    clearInterval(this.timer);
    this.left = true;
    this.span?.end();
  }

  // ---- The place

  /** The reader is here now. Written when somebody really reads: by the next tick, or at once when they `moved`. */
  keep(place, moved = false) {
    const { chapter, offset } = place;
    const fraction = Math.min(Math.max(place.fraction, 0), 1);
    this.here = { chapter, offset: Math.max(0, Math.round(offset)), fraction };
    if (moved && !this.paused) this.write();
  }

  tick() {
    this.pace.look();
    if (!this.pace.active || this.paused || !this.here) return;
    if (this.plays) this.keep(this.where()); // sound moves on by itself
    this.write();
    this.ticked?.();
  }

  async write() {
    await this.ready;
    if (this.left) return;
    this.wrote = true;
    const place = this.here;
    // Devices are shared: only the place of nobody in particular stands in a cookie, for the server to open it there.
    if (!this.person) {
      cookie("cho", `${this.edition}.${place.chapter}.${place.offset}`, this.address);
      this.remember(place.fraction, Date.now());
    }
    await this.span.grow(place, this.pace.take());
  }

  // Reading pauses: what was read so far can be sent.
  rest() {
    // Whoever only looked in, for less than a tick and without turning, has not read.
    if (this.wrote && !this.paused && this.pace.look() >= 1) this.write();
    this.span?.end();
  }

  async placed(box, { n, at, result }) {
    const held = await box.get("places", [this.person, this.on]);
    const { chapter, offset, fraction } = result;
    const slug = /^\/doc\/([^/]+)\//.exec(this.address)?.[1];
    const row = { ...held, ...this.about, person: this.person, on: this.on, slug, chapter, offset, fraction, n, at };
    this.own = row;
    await box.put("places", row);
  }

  /** The place of another device that came after counter `n` and was not asked about yet; null where there is none. */
  async elsewhere(n) {
    const { other } = this;
    if (!other || n >= other.n) return null;
    const known = (await get("kv", `asked:${this.person}:${this.on}`)) ?? 0;
    return known >= other.n ? null : other;
  }

  asked(other) {
    this.paused = false;
    return put("kv", other.n, `asked:${this.person}:${this.on}`);
  }

  /** Read to the end. Once is enough: finished stays finished. */
  async finish() {
    await this.ready;
    if (this.finished || this.left) return false;
    this.finished = true;
    if (this.here) await this.write();
    await this.span.end();
    const { person, on, about } = this;
    await make({ person, verb: "finished", on, about }, async (box, { at }) => {
      const held = (await box.get("places", [person, on])) ?? { ...NOTHING, n: 0 };
      await box.put("places", { ...held, ...about, person, on, finished: at });
    });
    return true;
  }

  // What this device read lately, newest first: the home page shows it to people without account.
  remember(fraction, at) {
    const lines = read("ds:gan-day", []).filter((line) => line.address !== this.address);
    lines.unshift({ address: this.address, title: this.title, percent: Math.round(fraction * 100), at });
    write("ds:gan-day", lines.slice(0, RECENT));
  }

  // ---- Bookmarks, highlights, notes

  /** Keep a mark, new or changed: {kind, chapter, offset, end?, fraction, excerpt?, text?, name?, color?}. */
  async mark(said) {
    await this.ready;
    const mark = tidy({ note: uuid(), kind: "bookmark", ...said });
    await this.noted(mark);
    this.marks = [...this.marks.filter(({ note }) => note !== mark.note), mark].sort(byPlace);
    return mark;
  }

  /** Take a mark away; mark(it) brings it back. */
  async unmark(mark) {
    this.marks = this.marks.filter(({ note }) => note !== mark.note);
    const { note, kind, chapter, offset, fraction } = mark;
    await this.noted({ note, kind, chapter, offset, fraction, gone: true }); // no words of it travel
  }

  async noted(mark) {
    const { person, on, about } = this;
    const slug = /^\/doc\/([^/]+)\//.exec(this.address)?.[1];
    const result = Object.fromEntries(SENT.filter((name) => mark[name] !== undefined).map((name) => [name, mark[name]]));
    await make({ person, verb: "noted", on, result, about }, (box, { n, at }) =>
      box.put("notes", { ...about, slug, ...mark, person, on, n, at, mine: true }),
    );
  }
}

const SENT = ["note", "kind", "chapter", "offset", "end", "fraction", "excerpt", "text", "name", "color", "gone"];

// Within what the server takes: see docs/architecture/events.md.
function tidy(mark) {
  const { gone: _gone, ...rest } = mark;
  rest.offset = Math.max(0, Math.round(rest.offset ?? 0));
  rest.fraction = Math.min(Math.max(rest.fraction ?? 0, 0), 1);
  rest.excerpt = (rest.excerpt ?? "").slice(0, 500);
  rest.text = (rest.text ?? "").slice(0, 5000);
  rest.name = (rest.name ?? "").trim().slice(0, 120);
  return rest;
}

const byPlace = (a, b) => a.fraction - b.fraction || a.offset - b.offset;
