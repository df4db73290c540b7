// On every page: htmx for suggestions and facets. Without it each form still works as a form.
import htmx from "htmx.org";

htmx.config.allowEval = false;
htmx.config.allowScriptTags = false;
htmx.config.includeIndicatorStyles = false;
htmx.config.selfRequestsOnly = true;
htmx.config.historyCacheSize = 0; // nothing of a page is kept in the browser's storage
