/* A table that fits needs no stop for the keyboard; one that can be scrolled sideways keeps it. */
(function () {
  "use strict";
  function look() {
    document.querySelectorAll(".table-wrap").forEach(function (wrap) {
      if (wrap.scrollWidth > wrap.clientWidth + 1) { wrap.setAttribute("tabindex", "0"); } else { wrap.removeAttribute("tabindex"); }
    });
  }
  window.addEventListener("resize", look);
  document.addEventListener("htmx:afterSettle", look);
  look();
})();
