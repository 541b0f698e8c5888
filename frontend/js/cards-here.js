// <ds-cards>: the page /ai-day/. It comes from the device itself where there is no connection, so it knows nobody but
// those in the store; all words stand in the page.
import { ask, cards, codeOf, dropGuests, enter, enterFreely, here, leaveSession, refresh, removeCard, sentenceOf, waitsOf } from "./cards.js";
import { follow } from "./cards-owed.js";
import { asFile } from "./outbox.js";
import { canScan, cardIn, scan } from "./cards-scan.js";
import { active, get, put, remove, setActive, tell } from "./store.js";

const given = (name) => name.trim().split(/\s+/).at(-1) ?? "";
const asked = new URLSearchParams(location.search).get("sau") ?? "";
const onward = /^\/(?![/\\])/.test(asked) ? asked : ""; // this site only

class Cards extends HTMLElement {
  async connectedCallback() {
    this.addEventListener("click", (event) => this.pressed(event));
    this.addEventListener("pin", ({ detail }) => this.tryPin(detail));
    this.querySelector("[data-code]").addEventListener("submit", (event) => {
      event.preventDefault();
      this.tryCard(event.target.elements.code.value);
    });
    addEventListener("online", () => this.settle());
    addEventListener("offline", () => this.list());
    document.addEventListener("densach:forgotten", () => this.list());
    await this.settle();
    const wanted = (await cards()).find(({ id }) => id === location.hash.slice(1));
    if (wanted) await this.choose(wanted);
    else await this.list();
    dropGuests();
  }

  part(name) {
    return this.querySelector(`[data-part="${name}"]`);
  }

  /** Show one part of the page and move there. */
  show(name) {
    this.stopped?.abort();
    const shown = this.part(name);
    for (const part of this.querySelectorAll("section[data-part]")) part.hidden = part !== shown;
    for (const answer of shown.querySelectorAll("[data-answer]")) answer.replaceChildren();
    if (this.begun) shown.querySelector("h1")?.focus({ preventScroll: true });
    if (this.begun) scrollTo(0, 0);
    this.begun = true;
    return shown;
  }

  when(part, states) {
    for (const piece of part.querySelectorAll("[data-when]"))
      if (piece.dataset.when in states) piece.hidden = !states[piece.dataset.when];
  }

  word(name, values = {}) {
    const text = this.querySelector(`[data-word="${name}"]`)?.textContent ?? "";
    return text.replace(/\{(\w+)\}/g, (_, key) => String(values[key]));
  }

  say(part, text) {
    const box = document.createElement("p");
    box.className = "note warn";
    box.textContent = text;
    part.querySelector("[data-answer]").replaceChildren(box);
  }

  // ---- The names

  async list() {
    if (this.shown === "scan" && !this.part("scan").hidden) return;
    const part = this.show("list");
    this.card = null;
    const rows = await cards();
    const now = await active();
    this.when(part, { some: rows.length > 0, none: rows.length === 0, away: !navigator.onLine && rows.length > 0 });
    const made = await Promise.all(rows.map((row) => this.drawn(row, row.id === now)));
    part.querySelector(".who").replaceChildren(...made);
  }

  async drawn(row, isNow) {
    const line = this.querySelector("[data-card]").content.cloneNode(true).firstElementChild;
    const button = line.querySelector("button");
    button.dataset.person = row.id;
    if (isNow) button.setAttribute("aria-current", "true");
    line.querySelector(".avatar").textContent = given(row.name).charAt(0).toUpperCase();
    line.querySelector("b").textContent = row.name;
    const { waits } = await waitsOf(row.id);
    const told = [isNow && this.word("now"), row.ended && this.word("ended"), waits && this.word("waits", { n: waits })];
    line.querySelector(".sub").textContent = told.filter(Boolean).join(" · ");
    return line;
  }

  async choose(row) {
    const card = (await refresh(row)) ?? row;
    if (card.gone) return this.list();
    this.card = card;
    const needsPin = card.kind && !card.blocked && !card.ended;
    const part = this.show(needsPin ? "pin" : "plain");
    for (const name of this.querySelectorAll("[data-name]")) name.textContent = card.name;
    for (const name of this.querySelectorAll("[data-given]")) name.textContent = given(card.name);
    for (const sign of this.querySelectorAll("[data-initial]")) sign.textContent = given(card.name).charAt(0).toUpperCase();
    for (const link of this.querySelectorAll("[data-password]"))
      link.href = `${link.href.split("?")[0]}?${new URLSearchParams({ ten: card.username ?? "", ...(onward && { next: onward }) })}`;
    if (needsPin) {
      part.querySelector("ds-keys").kind = card.kind;
      part.querySelector("ds-keys").disabled = false;
      return;
    }
    const free = !navigator.onLine && !card.kind && !card.locked;
    this.when(part, { open: free, shut: !free });
    if (card.blocked) this.say(part, this.word("blocked"));
    else if (card.ended) this.say(part, this.word("ended-long"));
    else if (!navigator.onLine && card.locked) this.say(part, this.word("locked-away"));
    else if (navigator.onLine && (await active()) === card.id) await this.stillIn(card);
  }

  // Without a PIN, and the session may still be theirs: a look at the server says so.
  async stillIn(card) {
    const answer = await fetch("/", { method: "HEAD", cache: "no-store" }).catch(() => null);
    if (answer?.headers.get("Densach-Person") === card.id) location.assign(onward || "/");
  }

  // ---- Coming in

  async tryPin({ kind, pin }) {
    const keys = this.querySelector("ds-keys");
    const part = this.part("pin");
    keys.disabled = true;
    const found = await enter(this.card, kind, pin);
    if (found.in) return this.go(found.next);
    const card = await get("people", this.card.id);
    if (!card) return this.list();
    this.card = card;
    if (card.blocked || card.ended || !card.kind) return this.choose(card);
    keys.clear();
    this.say(part, found.offline ? this.word(found.code, found) : found.why);
    const seconds = found.seconds ?? 0;
    setTimeout(() => (keys.disabled = false), seconds * 1000);
  }

  async tryCard(text) {
    const part = this.part("scan");
    const found = cardIn(text) ?? { card: text };
    if (found.once) return location.assign(`/the/${found.once}/`);
    if (found.card.replace(/[^0-9A-Za-z]/g, "").length < 12) return this.say(part, this.word("code-short"));
    const answer = await ask("POST", "/enter", { body: { card: found.card } });
    if (answer.away) return this.say(part, this.word("card-away"));
    if (answer.ok) {
      await here(answer.said.person);
      return this.go(answer.said.next);
    }
    // A card for one time is typed into the same field; its own page says what is wrong with it.
    if (codeOf(answer.said) === "people.card_unknown" && !/[_-]?[\w-]{20,}/.test(found.card))
      return location.assign(`/the/${encodeURIComponent(found.card)}/`);
    this.say(part, sentenceOf(answer.said));
  }

  go(next) {
    location.assign((next && next !== "/" ? next : onward) || "/");
  }

  async scanning() {
    const part = this.show("scan");
    this.shown = "scan";
    const able = await canScan();
    this.when(part, { camera: able, nocamera: !able });
    if (!able) return;
    this.stopped = new AbortController();
    try {
      const found = await scan(part.querySelector("video"), this.stopped.signal);
      if (found?.once) location.assign(`/the/${found.once}/`);
      else if (found) await this.tryCard(found.card);
    } catch {
      this.when(part, { camera: false, nocamera: true });
    }
  }

  // Who came in or out without a connection: the session follows now.
  async settle() {
    const owed = await get("kv", "owed");
    if (!owed || !navigator.onLine) return;
    const found = await follow(owed);
    if (found === "settled" && onward) location.replace(onward);
    if (found === "asks") {
      const card = await get("people", owed.person);
      if (card) await this.choose(card);
    }
  }

  // ---- Leaving

  async removing() {
    const dialog = this.part("remove");
    const { waits, refused } = await waitsOf(this.card.id);
    this.left(waits + refused);
    dialog.querySelector("[data-answer]").replaceChildren();
    dialog.showModal();
  }

  left(count) {
    const dialog = this.part("remove");
    this.when(dialog, { waits: count > 0, nowaits: count === 0 });
    dialog.querySelector("[data-count]").textContent = count;
  }

  async remove(anyway) {
    const dialog = this.part("remove");
    const found = await removeCard(this.card, { anyway });
    if (found.away) return this.say(dialog, this.word("remove-away"));
    if (found.left) {
      this.left(found.left);
      return this.say(dialog, this.word("left", { n: found.left }));
    }
    dialog.close();
    await this.list();
  }

  async keepFile() {
    const file = await asFile(this.card.id);
    const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(file), download: file.name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    await this.remove(true);
  }

  async pressed(event) {
    const button = event.target.closest("button, a");
    if (!button) return;
    const { person } = button.dataset;
    const has = (name) => name in button.dataset;
    if (person) await this.choose((await get("people", person)) ?? {});
    else if (has("scan")) event.preventDefault(), await this.scanning();
    else if (has("list")) (this.shown = ""), await this.list();
    else if (has("free")) await enterFreely(this.card), this.go("");
    else if (has("remove")) await this.removing();
    else if (has("yes") || has("send")) await this.remove(false);
    else if (has("file")) await this.keepFile();
    else if (has("nobody")) event.preventDefault(), await this.nobody(button.href);
  }

  async nobody(way) {
    await setActive("");
    tell({ type: "person", person: "" });
    if (await leaveSession()) await remove("kv", "owed");
    else await put("kv", { person: "" }, "owed");
    location.assign(onward || way);
  }
}
customElements.define("ds-cards", Cards);
