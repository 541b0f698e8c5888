// What the device keeps: the place in each edition, bookmarks, looks; and what it tells the server.

const EVERY_MS = 5000;
const YEAR = 365 * 24 * 3600;
const RECENT = 12;

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

// A version 4 UUID; crypto.randomUUID is missing on plain http, where many school boxes are.
export function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

const dashed = (hex) => hex.replace(/(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
const token = () => /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? "";

async function send(method, path, body) {
  const answer = await fetch(`/api/v1/reading/${path}`, {
    method,
    keepalive: method !== "GET", // a page that is closing still sends
    headers: { "Content-Type": "application/json", "X-CSRFToken": token() },
    body: body && JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status}`);
  return answer.status === 204 ? null : answer.json();
}

export class Kept {
  // `address` is the work's page, `person` the id of who is signed in, or "". Devices are shared: what belongs to a
  // person stays on the server, and here only until it is sent.
  constructor({ edition, address, title, person }) {
    Object.assign(this, { edition, address, title, person });
    this.id = dashed(edition);
    this.own = person ? `${edition}:${person}` : edition;
    this.sentAt = 0;
    this.unsent = null;
    addEventListener("pagehide", () => this.flush());
    document.addEventListener("visibilitychange", () => document.hidden && this.flush());
    this.marks = read(`ds:dau:${this.own}`, []);
    if (person && this.place) this.unsent = this.place;
    if (person) setTimeout(() => this.bookmarks(), 2500);
  }

  get place() {
    return read(`ds:cho:${this.own}`);
  }

  // At every turn on the device, at most every five seconds to the server.
  keep(place) {
    const { chapter, offset } = place;
    const fraction = Math.min(Math.max(place.fraction, 0), 1);
    const at = Date.now();
    const line = { chapter, offset, fraction, at };
    write(`ds:cho:${this.own}`, line);
    if (!this.person) {
      cookie("cho", `${this.edition}.${chapter}.${offset}`, this.address);
      this.remember(fraction, at);
      return;
    }
    this.unsent = line;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.flush(), Math.max(0, this.sentAt + EVERY_MS - at));
  }

  flush() {
    if (!this.unsent || !this.person) return;
    const { at, ...body } = this.unsent;
    const line = this.unsent;
    this.unsent = null;
    this.sentAt = Date.now();
    send("PUT", `places/${this.id}`, body)
      .then(() => this.place?.at === at && localStorage.removeItem(`ds:cho:${this.own}`))
      .catch(() => {
        this.unsent ??= line; // goes with the next turn, or when the book is opened again
      });
  }

  // What this device read lately, newest first: the home page shows it to people without account.
  remember(fraction, at) {
    const list = read("ds:gan-day", []).filter((line) => line.address !== this.address);
    list.unshift({ address: this.address, title: this.title, percent: Math.round(fraction * 100), at });
    write("ds:gan-day", list.slice(0, RECENT));
  }

  // Bookmarks in reading order; the server's where somebody is signed in, with those not sent yet.
  async bookmarks() {
    if (this.person) {
      await Promise.all(this.marks.filter((mark) => mark.unsent).map((mark) => this.tell(mark)));
      try {
        const held = await send("GET", `bookmarks/${this.id}`);
        const waiting = this.marks.filter((mark) => mark.unsent);
        this.marks = [...held, ...waiting.filter((mark) => !held.some((other) => other.id === mark.id))];
        this.store();
      } catch {
        // No line: the list of this device.
      }
    }
    return this.marks.toSorted?.(byPlace) ?? [...this.marks].sort(byPlace);
  }

  async mark(place, id = uuid()) {
    const mark = { id, name: "", ...place, created_at: new Date().toISOString(), unsent: Boolean(this.person) };
    this.marks = [...this.marks.filter((other) => other.id !== id), mark];
    this.store();
    if (this.person) await this.tell(mark);
    return mark;
  }

  async rename(mark, name) {
    await this.mark({ ...mark, name }, mark.id);
  }

  async unmark(id) {
    this.marks = this.marks.filter((mark) => mark.id !== id);
    this.store();
    if (this.person) await send("DELETE", `bookmarks/${this.id}/${id}`).catch(() => {});
  }

  async tell(mark) {
    const { chapter, offset, fraction, name, excerpt = "" } = mark;
    try {
      await send("PUT", `bookmarks/${this.id}/${mark.id}`, { chapter, offset, fraction, name, excerpt });
      delete mark.unsent;
      this.store();
    } catch {
      mark.unsent = true;
    }
  }

  store() {
    write(`ds:dau:${this.own}`, this.person ? this.marks.filter((mark) => mark.unsent) : this.marks);
  }
}

const byPlace = (a, b) => a.fraction - b.fraction;
