/* One press, one act: a button that is sending says so and does not send again. */
(function () {
  "use strict";
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("data-again")) { return; }
    if (form.getAttribute("aria-busy") === "true") { event.preventDefault(); return; }
    form.setAttribute("aria-busy", "true");
    if (event.submitter) { event.submitter.setAttribute("aria-busy", "true"); }
    window.setTimeout(function () { release(form); }, 8000);
  });

  function release(form) {
    form.removeAttribute("aria-busy");
    form.querySelectorAll("[aria-busy]").forEach(function (button) { button.removeAttribute("aria-busy"); });
  }

  window.addEventListener("pageshow", function () { document.querySelectorAll("form[aria-busy]").forEach(release); });
  document.addEventListener("htmx:afterRequest", function (event) {
    var form = event.target.closest && event.target.closest("form");
    if (form) { release(form); }
  });
})();
