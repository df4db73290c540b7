// On every page: htmx for suggestions and facets. Without it each form still works as a form.
import htmx from "htmx.org";

htmx.config.allowEval = false;
htmx.config.allowScriptTags = false;
htmx.config.includeIndicatorStyles = false;
htmx.config.selfRequestsOnly = true;
htmx.config.historyCacheSize = 0; // nothing of a page is kept in the browser's storage

// An empty field of a form stays out of the address, with and without htmx.
document.addEventListener("htmx:configRequest", ({ detail }) => {
  for (const [name, value] of [...detail.formData]) if (value === "") detail.formData.delete(name);
});
// A refusal is a page that says what to do: it is shown, not swallowed.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.xhr.status >= 400) location.assign(detail.pathInfo.finalRequestPath);
});
