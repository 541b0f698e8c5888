// htmx, set so that it needs no eval and no style of its own. 4xx answers carry a sentence and are swapped in
// (that is htmx 4's habit); attributes that would need eval (hx-on, js:) are kept out by tests/web/test_templates.py.
import htmx from "htmx.org/dist/htmx.esm.js";

Object.assign(htmx.config, { defaultTimeout: 20_000, logAll: false });

// Django's CSRF cookie goes along with every write.
document.addEventListener("htmx:config:request", ({ detail }) => {
  const { request } = detail.ctx;
  if (request.method === "GET") return;
  const token = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1];
  if (token) request.headers["X-CSRFToken"] = decodeURIComponent(token);
});
