/* 屏上签名: a finger or a mouse draws in [data-signature="<id of the field>"]; the picture goes into that field when the form
   is sent. Without script the name is typed. */
(function () {
  "use strict";

  function watch(box) {
    var canvas = box.querySelector("canvas"), field = document.getElementById(box.getAttribute("data-signature"));
    var pen = canvas.getContext("2d"), drawing = false, drawn = false;
    if (!field || !pen) { return; }

    function at(event) {
      var frame = canvas.getBoundingClientRect();
      return [(event.clientX - frame.left) * canvas.width / frame.width, (event.clientY - frame.top) * canvas.height / frame.height];
    }

    canvas.addEventListener("pointerdown", function (event) {
      var place = at(event);
      event.preventDefault();
      canvas.setPointerCapture(event.pointerId);
      drawing = drawn = true;
      pen.lineWidth = 4;
      pen.lineCap = pen.lineJoin = "round";
      pen.strokeStyle = "#000";
      pen.beginPath();
      pen.moveTo(place[0], place[1]);
    });
    canvas.addEventListener("pointermove", function (event) {
      var place = at(event);
      if (!drawing) { return; }
      pen.lineTo(place[0], place[1]);
      pen.stroke();
    });
    ["pointerup", "pointercancel"].forEach(function (name) {
      canvas.addEventListener(name, function () { drawing = false; });
    });
    box.querySelector("[data-signature-clear]").addEventListener("click", function () {
      pen.clearRect(0, 0, canvas.width, canvas.height);
      drawn = false;
      field.value = "";
    });
    field.form.addEventListener("submit", function () { if (drawn) { field.value = canvas.toDataURL("image/png"); } });
    box.hidden = false;
  }

  document.querySelectorAll("[data-signature]").forEach(watch);
})();
