// <ds-suggest data-url="/goi-y/"><input type="search"></ds-suggest>: lines under a search box while typing, after the
// ARIA pattern “editable combobox with list autocomplete”. The server answers with
// <ul role="listbox" aria-label><li role="option" id><a href tabindex="-1">…</a></li></ul>, or with nothing.
import { say } from "./words.js";

const PAUSE_MS = 300;

class Suggest extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input");
    this.list = Object.assign(document.createElement("div"), { className: "suggestions", hidden: true });
    this.list.id = `${this.input.id}-list`;
    this.options = [];
    this.status = Object.assign(document.createElement("span"), { className: "sr" });
    this.status.setAttribute("role", "status");
    (this.closest("form") ?? this).append(this.list, this.status);
    const says = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id };
    for (const [name, value] of Object.entries(says)) this.input.setAttribute(name, value);
    this.input.addEventListener("input", () => this.wait());
    this.input.addEventListener("keydown", (event) => this.press(event));
    this.input.addEventListener("blur", () => setTimeout(() => this.show(""), 200)); // after a click on a line
    this.list.addEventListener("pointerdown", (event) => event.preventDefault()); // keeps the focus in the box
  }

  wait() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), PAUSE_MS);
  }

  async ask() {
    this.asking?.abort();
    const words = this.input.value.trim();
    if (!words) return this.show("");
    this.asking = new AbortController();
    try {
      const address = `${this.dataset.url}?${new URLSearchParams({ q: words })}`;
      const answer = await fetch(address, { signal: this.asking.signal, headers: { "HX-Request": "true" } });
      if (answer.ok && document.activeElement === this.input) this.show(await answer.text());
    } catch {
      // A newer question, or no connection: Enter still searches.
    }
  }

  show(html) {
    this.list.innerHTML = html;
    this.options = [...this.list.querySelectorAll("[role=option]")];
    this.list.hidden = !this.options.length;
    this.input.setAttribute("aria-expanded", String(!this.list.hidden));
    this.choose(-1);
    if (html) this.status.textContent = this.options.length ? say("suggested", { n: this.options.length }) : say("none");
  }

  choose(index) {
    this.chosen = index;
    this.options.forEach((option, i) => option.setAttribute("aria-selected", String(i === index)));
    const option = this.options[index];
    if (option) {
      this.input.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else this.input.removeAttribute("aria-activedescendant");
  }

  press(event) {
    if (event.isComposing || !this.options.length) return; // Telex and VNI compose with these keys
    const last = this.options.length - 1;
    if (event.key === "ArrowDown") this.choose(this.chosen >= last ? -1 : this.chosen + 1);
    else if (event.key === "ArrowUp") this.choose(this.chosen < 0 ? last : this.chosen - 1);
    else if (event.key === "Escape") this.show("");
    else if (event.key === "Enter" && this.chosen >= 0) this.options[this.chosen].querySelector("a").click();
    else return;
    event.preventDefault();
  }
}
customElements.define("ds-suggest", Suggest);
