/* Last of all: every behaviour above is in place. */
(function () {
  "use strict";
  document.querySelectorAll(".form-errors").forEach(function (summary) { summary.focus(); });
  document.documentElement.setAttribute("data-ready", "");
})();
