// <ds-drop> inside a form: files and folders dragged onto it, or chosen, go to the server one after another, each with
// the other fields of the form. Without JavaScript the form sends the chosen files all at once.
//   data-endpoint  POST: `files` (one file), `path` (its way inside a folder); 2xx taken, 4xx {"message": "…"} not taken
//   data-begin     POST after the last file (optional)
//   data-done      page to open then
import { csrfToken } from "./csrf.js";
import { say } from "./words.js";

const JUNK = /^(\.DS_Store|Thumbs\.db|desktop\.ini|\._.*)$/i;
const AGAIN = new Set([0, 408, 429, 502, 503, 504]); // the line or the server was away: the file itself is fine
const LONGEST_PAUSE_S = 60;
const SHOWN_REFUSALS = 50;

/** All files under a dropped entry, with their paths. */
async function* filesOf(entry) {
  if (entry.isFile) {
    yield { file: await new Promise((got, failed) => entry.file(got, failed)), path: entry.fullPath.slice(1) };
    return;
  }
  const reader = entry.createReader();
  for (;;) {
    const batch = await new Promise((got, failed) => reader.readEntries(got, failed)); // at most 100 at a time
    if (!batch.length) return;
    for (const inner of batch) yield* filesOf(inner);
  }
}

class Drop extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form") ?? this.querySelector("form");
    this.queue = [];
    this.sent = this.failed = this.all = 0;
    this.buildPanel();
    for (const name of ["dragenter", "dragover"]) this.addEventListener(name, (event) => this.hover(event, true));
    for (const name of ["dragleave", "drop"]) this.addEventListener(name, (event) => this.hover(event, false));
    this.addEventListener("drop", ({ dataTransfer }) => this.take(dataTransfer));
    this.addEventListener("change", ({ target }) => target.type === "file" && this.pick(target));
    for (const input of this.querySelectorAll("input[type=file]")) this.pick(input); // chosen before this script came
    addEventListener("beforeunload", (event) => this.sending && event.preventDefault());
  }

  pick(input) {
    this.add([...input.files].map((file) => ({ file, path: file.webkitRelativePath || file.name })));
    input.value = "";
  }

  buildPanel() {
    const make = (tag, properties = {}) => Object.assign(document.createElement(tag), properties);
    this.panel = make("div", { className: "sending card stack-s", hidden: true });
    this.status = make("p");
    this.status.setAttribute("role", "status");
    this.count = make("p", { className: "small muted" });
    this.bar = make("span", { className: "bar" });
    this.bar.append(make("i"));
    for (const [name, value] of [["role", "progressbar"], ["aria-valuemin", "0"], ["aria-valuemax", "100"], ["aria-label", say("progress")]])
      this.bar.setAttribute(name, value);
    this.refusals = make("ul", { className: "refused small", hidden: true });
    this.stopper = make("button", { type: "button", className: "btn ghost", textContent: say("stop") });
    this.stopper.addEventListener("click", () => this.stop());
    this.panel.append(this.status, this.bar, this.count, this.refusals, this.stopper);
    this.append(this.panel);
  }

  hover(event, over) {
    event.preventDefault();
    this.classList.toggle("over", over);
  }

  async take({ items, files }) {
    const entries = [...(items ?? [])].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
    if (!entries.length) return this.add([...files].map((file) => ({ file, path: file.name })));
    let found = 0;
    for (const entry of entries) for await (const one of filesOf(entry)) found += this.add([one]);
    if (!found) this.tell(say("nothing"));
  }

  add(found) {
    const wanted = found.filter(({ file }) => !JUNK.test(file.name));
    this.queue.push(...wanted);
    this.all += wanted.length;
    if (wanted.length && !this.sending) this.work();
    return wanted.length;
  }

  async work() {
    this.sending = true;
    this.stopped = false;
    this.panel.hidden = this.stopper.hidden = false;
    while (this.queue.length && !this.stopped) await this.sendOne(this.queue.shift());
    this.sending = false;
    this.stopper.hidden = true;
    await this.finish();
  }

  async sendOne(one) {
    for (let pause = 2; !this.stopped; pause = Math.min(pause * 2, LONGEST_PAUSE_S)) {
      this.tell(say("sending", { name: one.path }));
      const { status, message } = await this.post(one);
      if (status >= 200 && status < 300) return this.note(() => (this.sent += 1));
      if (!AGAIN.has(status)) return this.note(() => this.refuse(one.path, status, message));
      this.tell(say("waiting", { seconds: pause }));
      await new Promise((go) => {
        addEventListener("online", go, { once: true });
        setTimeout(go, pause * 1000);
      });
    }
  }

  post({ file, path }) {
    const body = new FormData(this.form);
    body.delete("files");
    body.append("path", path);
    body.append("files", file);
    return new Promise((done) => {
      const request = (this.request = new XMLHttpRequest()); // fetch tells no progress of sending
      request.open("POST", this.dataset.endpoint);
      request.setRequestHeader("X-CSRFToken", csrfToken());
      request.setRequestHeader("X-Requested-With", "ds-drop");
      request.upload.addEventListener("progress", ({ loaded, total }) => this.draw(total ? loaded / total : 0));
      request.addEventListener("loadend", () => {
        let message = "";
        try {
          message = JSON.parse(request.responseText).message ?? "";
        } catch {
          // A proxy's page or nothing: the status says enough.
        }
        done({ status: request.status, message });
      });
      request.send(body);
    });
  }

  refuse(path, status, message) {
    this.failed += 1;
    this.refusals.hidden = false;
    const text = message ? `${path}: ${message}` : say("refused", { name: path, status });
    if (this.failed <= SHOWN_REFUSALS) this.refusals.append(Object.assign(document.createElement("li"), { textContent: text }));
    else {
      this.rest ??= this.refusals.appendChild(document.createElement("li"));
      this.rest.textContent = say("more", { n: this.failed - SHOWN_REFUSALS });
    }
  }

  note(change) {
    change();
    this.draw(0);
  }

  draw(share) {
    const percent = Math.round((100 * (this.sent + this.failed + share)) / Math.max(1, this.all));
    this.bar.firstChild.style.setProperty("--v", percent);
    this.bar.setAttribute("aria-valuenow", percent);
    this.count.textContent = say("counting", { done: this.sent, all: this.all });
  }

  stop() {
    this.stopped = true;
    this.request?.abort();
  }

  async finish() {
    if (!this.sent) return this.tell(say("partly", { done: 0, all: this.all, failed: this.failed }));
    if (this.dataset.begin) {
      const headers = { "X-CSRFToken": csrfToken(), "X-Requested-With": "ds-drop" };
      await fetch(this.dataset.begin, { method: "POST", headers }).catch(() => {}); // the page has “Go on” as well
    }
    if (!this.failed && !this.stopped) {
      this.tell(say("finished", { all: this.all }));
      if (this.dataset.done) location.assign(this.dataset.done);
      return;
    }
    const key = this.stopped ? "stopped" : "partly";
    this.tell(say(key, { done: this.sent, all: this.all, failed: this.failed }));
    if (this.dataset.done && !this.link) {
      this.link = Object.assign(document.createElement("a"), { className: "btn", href: this.dataset.done });
      this.link.textContent = say("continue");
      this.panel.append(this.link);
    }
  }

  tell(sentence) {
    this.panel.hidden = false;
    this.status.textContent = sentence;
  }
}
customElements.define("ds-drop", Drop);
