/* 说一说: speech becomes text on this device only. Browsers that would send the voice away do not get the button (the
   keyboard of the phone has its own microphone); the text is put in for a person to read before it is kept. */
(function () {
  "use strict";
  var Recognition = window.SpeechRecognition || window.webkitSpeechRecognition;
  if (!Recognition || !Recognition.available) { return; }

  function listen(button) {
    var field = document.getElementById(button.getAttribute("data-dictate"));
    var ear = new Recognition();
    var hearing = false;
    ear.lang = "zh-CN";
    ear.continuous = true;
    ear.processLocally = true;
    ear.onresult = function (event) {
      for (var i = event.resultIndex; i < event.results.length; i += 1) {
        if (event.results[i].isFinal) { field.value += event.results[i][0].transcript; }
      }
      field.dispatchEvent(new Event("input", { bubbles: true }));
    };
    ear.onstart = function () { hearing = true; button.setAttribute("aria-pressed", "true"); };
    ear.onend = function () { hearing = false; button.setAttribute("aria-pressed", "false"); };
    button.addEventListener("click", function () { if (hearing) { ear.stop(); } else { ear.start(); } });
    button.hidden = false;
  }

  function look() {
    var buttons = document.querySelectorAll("[data-dictate][hidden]");
    if (!buttons.length) { return; }
    Recognition.available({ langs: ["zh-CN"], processLocally: true }).then(function (answer) {
      if (answer === "available") { buttons.forEach(listen); }
    }, function () { /* not offered here */ });
  }

  document.addEventListener("htmx:afterSettle", look);
  look();
})();
