/* The line is gone: say so on the page, keep what was written, take it back when the line is there again. */
(function () {
  "use strict";
  var place = document.getElementById("connection");
  if (!place) { return; }

  function say(which) { place.textContent = which ? place.getAttribute("data-" + which) : ""; }

  window.addEventListener("offline", function () { say("lost"); });
  window.addEventListener("online", function () { say(""); });
  document.addEventListener("htmx:sendError", function () { say("lost"); });
  document.addEventListener("htmx:responseError", function () { say("failed"); });
  document.addEventListener("htmx:beforeRequest", function () { say(""); });
  if (navigator.onLine === false) { say("lost"); }
})();
