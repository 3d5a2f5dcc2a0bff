/* After a part of the page has been exchanged: tell the reader of the screen, and move the focus to the new heading. */
(function () {
  "use strict";
  window.linli = window.linli || {};

  window.linli.announce = function (sentence) {
    var place = document.getElementById("announce");
    if (!place) { return; }
    place.textContent = "";
    window.setTimeout(function () { place.textContent = sentence; }, 50);
  };

  function settle(part) {
    var wrong = part.matches(".form-errors") ? part : part.querySelector(".form-errors");
    if (wrong) { wrong.focus(); return; }
    var told = part.hasAttribute("data-announce") ? part : part.querySelector("[data-announce]");
    if (told) { window.linli.announce(told.getAttribute("data-announce") || told.textContent.trim()); }
    var heading = part.querySelector("[data-focus], h1, h2");
    if (heading && !part.contains(document.activeElement)) {
      heading.setAttribute("tabindex", "-1");
      heading.focus({ preventScroll: false });
    }
  }

  document.addEventListener("htmx:afterSettle", function (event) {
    if (event.detail && event.detail.elt && !event.detail.elt.closest("[data-keep-focus]")) { settle(event.detail.elt); }
  });
})();
