// htmx, used so that it needs no eval. 4xx answers carry a sentence and are swapped in (htmx 4's habit);
// attributes that would need eval (hx-on, js:) are kept out by tests/web/test_templates.py.
import htmx from "htmx.org/dist/htmx.esm.js";
import { csrfToken } from "./csrf.js";
import { toast } from "./toasts.js";
import { say } from "./words.js";

Object.assign(htmx.config, { defaultTimeout: 20_000, includeIndicatorCSS: false });

document.addEventListener("htmx:config:request", ({ detail }) => {
  if (detail.ctx.request.method !== "GET") detail.ctx.request.headers["X-CSRFToken"] = csrfToken();
});
document.addEventListener("htmx:error", () => toast(say("lost")));
