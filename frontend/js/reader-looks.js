// Letters, paper and the way of turning: classes of the body and one cookie, so that the server paints
// the next page right at once.
import { cookie } from "./reader-kept.js";

const NAMES = ["size", "lines", "margins", "font", "paper", "way"];

export class Looks {
  // `changed(name)` is called after each change.
  constructor(form, changed) {
    this.form = form;
    this.changed = changed;
    form.addEventListener("input", (event) => this.apply(event.target.name));
    form.addEventListener("submit", (event) => event.preventDefault());
    this.label();
  }

  get(name) {
    return String(new FormData(this.form).get(name) ?? "");
  }

  set(name, value) {
    for (const field of this.form.elements) {
      if (field.name !== name) continue;
      if (field.type === "radio") field.checked = field.value === value;
      else field.value = value;
    }
  }

  apply(changed) {
    const now = Object.fromEntries(NAMES.map((name) => [name, this.get(name)]));
    const even = this.form.elements.justified?.checked ?? false;
    const { classList } = document.body;
    for (const name of [...classList]) if (/^[slmfpwj]-/.test(name)) classList.remove(name);
    classList.add(`s-${now.size}`, `l-${now.lines}`, `m-${now.margins}`);
    if (now.font) classList.add(`f-${now.font}`);
    if (now.paper) classList.add(`p-${now.paper}`);
    if (now.way) classList.add(`w-${now.way}`);
    if (even) classList.add("j-1");
    cookie("chu", [...NAMES.map((name) => now[name]), even ? 1 : 0].join("."), "/");
    this.label();
    this.changed(changed);
  }

  // Sliders say where they stand, in words of the page: “4 / 9”.
  label() {
    for (const slider of this.form.querySelectorAll("input[type=range]")) {
      slider.setAttribute("aria-valuetext", `${slider.value} / ${slider.max}`);
    }
  }
}
