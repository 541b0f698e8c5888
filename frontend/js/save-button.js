// <ds-save data-work="slug" data-title="…" data-bytes="…" data-edition="" hidden>: “Lưu trên máy” with its size before,
// progress during, and the way back. <ds-save-shelf data-shelf="slug"> does a whole shelf. Only where the browser can save.
import { letGo, rowFor, room, shelvesOf, worksOf } from "./saved.js";
import { Stopped, again, begin, fillShelf, planOf, run, shelfPlan } from "./saving.js";
import { count, icon, make, size, words } from "./save-words.js";
import { active, get, put } from "./store.js";
import { toast } from "./toasts.js";

const LARGE = 20 * 1024 * 1024; // bytes that one is asked about first
const button = (label, act, { name = "", kind = "link" } = {}) =>
  make("button", { type: "button", className: kind, onclick: act, ...(name && { ariaLabel: name }) }, label);

class Save extends HTMLElement {
  async connectedCallback() {
    this.person = await active();
    this.heard = ({ detail }) => this.hear(detail);
    for (const name of ["saved", "person"]) document.addEventListener(`densach:${name}`, this.heard);
    this.box = make("div", { className: "stack-s" });
    this.box.setAttribute("aria-live", "polite");
    this.replaceChildren(this.box);
    this.hidden = false;
    await this.look();
  }

  disconnectedCallback() {
    for (const name of ["saved", "person"]) document.removeEventListener(`densach:${name}`, this.heard);
  }

  async hear(detail) {
    if (detail.type === "person") this.person = await active();
    else if (detail.person !== this.person || detail.id !== this.row?.id) return undefined;
    else if (this.shown === "saving" && detail.state === "saving" && !detail.stuck) return this.move(detail);
    return this.look();
  }

  async look() {
    this.row = await rowFor(this.person, this.dataset.work, this.dataset.edition ?? "");
    this.show(this.row?.stuck ? "paused" : (this.row?.state ?? "idle"));
  }

  show(state, why = this.row?.why) {
    this.shown = state;
    const lines = this[state]?.(why) ?? this.idle();
    this.box.replaceChildren(...lines);
  }

  get small() {
    return this.dataset.small !== undefined;
  }

  idle() {
    const bytes = Number(this.dataset.bytes);
    const label = bytes ? words("saveSize", { size: size(bytes) }) : words("save");
    const press = button(label, () => this.save(), { kind: this.small ? "link small" : "btn ghost" });
    press.prepend(icon("saved", this.small));
    if (this.small) press.setAttribute("aria-label", `${label}: ${this.dataset.title}`);
    else this.ask(press);
    return [make("p", { className: "line" }, press)];
  }

  // On the page of a work the plan is fetched before it is wanted: the size is then the true one.
  ask(press) {
    if (navigator.connection?.saveData || !navigator.onLine) return;
    this.planned ??= planOf(this.dataset.work, this.dataset.edition ?? "");
    this.planned
      .then((plan) => (press.lastChild.textContent = words("saveSize", { size: size(plan.bytes) })))
      .catch(() => (this.planned = undefined));
  }

  saving() {
    const { done = 0, bytes = 1 } = this.row ?? {};
    this.fill = make("i");
    this.bar = make("span", { className: "bar", role: "progressbar", ariaLabel: words("savingOf", { title: this.dataset.title }) }, this.fill);
    this.bar.style.maxWidth = "24rem";
    this.told = make("span");
    const stop = button(words("stop"), () => letGo(this.person, this.row.id).then(() => this.look()));
    this.move({ done, bytes });
    return [this.bar, make("p", { className: "line small" }, this.told, this.row ? stop : null)];
  }

  move({ done, bytes, why }) {
    const percent = Math.round((100 * done) / Math.max(bytes, 1));
    this.fill.style.setProperty("--v", percent);
    this.bar.setAttribute("aria-valuenow", percent);
    const values = { done: size(done), all: size(bytes) };
    this.told.textContent = this.row ? words(navigator.onLine || why ? "saving" : "line", values) : words("preparing");
  }

  whole() {
    const remove = button(words("remove"), () => this.remove(), { name: words("removeOf", { title: this.dataset.title }) });
    const told = make("span", { className: "ok" }, icon("tick"), words("whole"));
    return [make("p", { className: "line small" }, told, make("span", { className: "muted" }, size(this.row.bytes)), remove)];
  }

  async remove() {
    await letGo(this.person, this.row.id);
    toast(words("removed", { title: this.dataset.title }));
    this.row = undefined;
    this.show("idle");
    this.querySelector("button")?.focus();
  }

  paused() {
    const values = { done: size(this.row.done), all: size(this.row.bytes) };
    return this.problem(words("line", values), words("again"), () => this.go(() => run(this.person, this.row.id)));
  }

  full(why) {
    return this.problem(why || words("fullNow"), words("saveAgain"), () => this.save(), "/may-nay/");
  }

  refused(why) {
    return this.problem(why || words("refused"), words("saveAgain"), () => this.save());
  }

  lost() {
    return this.problem(words("lost"), words("saveAgain"), () => this.go(() => again(this.person, this.row.id)));
  }

  problem(text, label, act, address = "") {
    const line = make("p", { className: "line" }, button(label, act));
    if (address) line.append(make("a", { className: "link", href: address }, words("chipSays", { what: "" }).replace(/[:\s]+$/, "")));
    return [make("div", { className: "note warn" }, icon("warn", false), make("div", {}, make("p", {}, text), line))];
  }

  async save() {
    this.row = undefined;
    this.show("saving");
    try {
      const plan = await (this.planned ?? planOf(this.dataset.work, this.dataset.edition ?? ""));
      if (plan.bytes > LARGE && !(await this.agreed(plan))) return this.look();
      await this.go(() => begin(this.person, plan));
      return persist();
    } catch (error) {
      return this.stop(error);
    }
  }

  async go(act) {
    try {
      const going = act();
      going.catch(() => {}); // told below, when it is waited for
      await new Promise((done) => setTimeout(done, 50));
      await this.look();
      await going;
      await this.look();
    } catch (error) {
      await this.look();
      this.stop(error);
    }
  }

  stop(error) {
    if (!(error instanceof Stopped)) throw error;
    if (error.kind === "full" && error.facts.bytes) {
      const { left, bytes } = error.facts;
      return this.show("full", words("full", { left: size(left), size: size(bytes) }));
    }
    if (error.kind === "line" && !this.row) return this.offline();
    return this.show(error.kind === "line" ? "paused" : error.kind, error.why);
  }

  offline() {
    this.show("idle");
    toast(words("offlineBare"));
  }

  async agreed(plan) {
    const { left } = await room();
    const text = words(left === null ? "largeNoLeft" : "large", { title: plan.title, size: size(plan.bytes), left: size(left ?? 0) });
    return asked(text, words("save"));
  }
}

/** A question before something large or final. Resolves to true or false. @param {string} text @param {string} action */
export function asked(text, action, danger = false) {
  const dialog = make("dialog", { className: "dlg" }, make("p", { id: "hoi-luu" }, text));
  dialog.setAttribute("aria-labelledby", "hoi-luu");
  const yes = button(action, () => dialog.close("yes"), { kind: danger ? "btn danger" : "btn" });
  const no = button(words("leave"), () => dialog.close(""), { kind: "btn ghost" });
  dialog.append(make("div", { className: "btns" }, yes, no));
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((done) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      done(dialog.returnValue === "yes");
    });
  });
}

// Asked once, after the first work is whole: then the person knows what for. Whatever the answer, nothing is promised.
export async function persist() {
  if (!navigator.storage?.persist || (await get("kv", "offline:persist")) !== undefined) return;
  await put("kv", await navigator.storage.persist(), "offline:persist");
}

class SaveShelf extends Save {
  async look() {
    this.row = (await shelvesOf(this.person)).find((row) => row.slug === this.dataset.shelf);
    const rows = await worksOf(this.person);
    const works = (this.row?.works ?? []).map((id) => rows.find((row) => row.id === id)).filter(Boolean);
    const whole = works.filter((row) => row.state === "whole").length;
    this.counts = { done: whole, all: this.row?.works.length ?? 0 };
    if (!this.row) this.show("idle");
    else this.show(whole === this.row.works.length ? "whole" : "saving");
  }

  hear(detail) {
    if (detail.type === "person" || detail.person === this.person) return this.look();
    return undefined;
  }

  idle() {
    const press = button(words("save"), () => this.save(), { kind: "btn ghost" });
    press.prepend(icon("saved", false));
    shelfPlan(this.dataset.shelf)
      .then((plan) => {
        this.plan = plan;
        const bytes = plan.works.reduce((sum, work) => sum + work.bytes, 0);
        press.lastChild.textContent = plan.works.length
          ? words("shelf", { n: count(plan.works.length), size: size(bytes) })
          : words("shelfNone");
        press.disabled = !plan.works.length;
      })
      .catch(() => {});
    return [make("p", { className: "line" }, press)];
  }

  saving() {
    const lines = super.saving();
    if (!this.row) return lines;
    this.told.textContent = words("shelfSaving", this.counts);
    const percent = Math.round((100 * this.counts.done) / Math.max(1, this.counts.all));
    this.fill.style.setProperty("--v", percent);
    this.bar.setAttribute("aria-valuenow", percent);
    return lines;
  }

  whole() {
    const remove = button(words("removeShelf"), () => letGo(this.person, this.row.id).then(() => this.look()));
    return [make("p", { className: "line small" }, make("span", { className: "ok" }, icon("tick"), words("shelfWhole")), remove)];
  }

  async save() {
    try {
      const plan = this.plan ?? (await shelfPlan(this.dataset.shelf));
      const bytes = plan.works.reduce((sum, work) => sum + work.bytes, 0);
      const { left } = await room();
      if (left !== null && left < bytes * 1.1) throw new Stopped("full", "", { left, bytes });
      if (bytes > LARGE && !(await this.agreed({ title: plan.title, bytes }))) return undefined;
      return await this.saveAll(plan);
    } catch (error) {
      return this.stop(error);
    }
  }

  async saveAll({ shelf, title, address, works }) {
    const id = `ke:${shelf}`;
    const left = works.map((one) => [one.work, one.edition]);
    const row = { person: this.person, id, kind: "shelf", slug: shelf, title, address, works: left.map(([, edition]) => edition), left };
    await put("saved", { ...row, at: Date.now() });
    await this.look();
    await fillShelf(this.person, id);
    await persist();
    return this.look();
  }
}

export const define = () => {
  if (customElements.get("ds-save")) return;
  customElements.define("ds-save", Save);
  customElements.define("ds-save-shelf", SaveShelf);
};
