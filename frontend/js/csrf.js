/** The token that Django wants with every write: from a form of the page, else from its cookie. */
export const csrfToken = () =>
  document.querySelector("input[name=csrfmiddlewaretoken]")?.value ??
  decodeURIComponent(/(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? "");
