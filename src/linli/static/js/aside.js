/* What this browser puts aside of unsent writing is sealed: AES-GCM under a key that cannot be taken out of this browser,
   one for each person, kept for a day. On a shared telephone the storage tells nobody anything. Where the browser has no
   cipher (a plain address), nothing is put aside. window.linliAside = { able, put, take, drop, leave }. */
(function () {
  "use strict";
  var PREFIX = "linli:draft:", LEFT = "linli:left", KEYS = "keys";
  var A_DAY = 24 * 3600 * 1000;
  var able = Boolean(window.isSecureContext && window.crypto && window.crypto.subtle && window.indexedDB);
  var opening = null, keys = {}, turns = {}, leaving = false;

  function store(action) { try { return action(window.localStorage); } catch (refused) { return null; } }

  function request(asked) {
    return new Promise(function (done, failed) {
      asked.onsuccess = function () { done(asked.result); };
      asked.onerror = function () { failed(asked.error); };
    });
  }

  function box(mode) {
    if (!opening) {
      var asked = window.indexedDB.open("linli", 1);
      asked.onupgradeneeded = function () { asked.result.createObjectStore(KEYS); };
      opening = request(asked);
    }
    return opening.then(function (base) { return base.transaction(KEYS, mode).objectStore(KEYS); });
  }

  /* Two pages that make a key at once end with the same one: add() refuses the second, which then reads the first. */
  function keyOf(owner, make) {
    if (keys[owner]) { return Promise.resolve(keys[owner]); }
    return box("readonly").then(function (held) { return request(held.get(owner)); }).then(function (known) {
      if (known || !make) { return known; }
      return window.crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"])
        .then(function (made) {
          return box("readwrite").then(function (held) { return request(held.add(made, owner)); })
            .then(function () { return made; }, function () { return keyOf(owner, false); });
        });
    }).then(function (key) { if (key) { keys[owner] = key; } return key; });
  }

  function packed(bytes) { return window.btoa(Array.prototype.map.call(new Uint8Array(bytes), function (code) { return String.fromCharCode(code); }).join("")); }
  function unpacked(text) { return Uint8Array.from(window.atob(text), function (sign) { return sign.charCodeAt(0); }); }
  function named(owner, address) { return PREFIX + owner + ":" + address; }

  /* The latest wins: a copy that is ready after a later one, or after it was dropped, is thrown away. */
  function put(owner, address, told) {
    var name = named(owner, address), turn = turns[name] = (turns[name] || 0) + 1;
    if (!able || leaving) { return Promise.resolve(); }
    var iv = window.crypto.getRandomValues(new Uint8Array(12));
    return keyOf(owner, true).then(function (key) {
      return window.crypto.subtle.encrypt({ name: "AES-GCM", iv: iv, additionalData: new TextEncoder().encode(name) }, key, new TextEncoder().encode(JSON.stringify(told)));
    }).then(function (sealed) {
      if (turns[name] !== turn) { return; }
      store(function (place) { place.setItem(name, JSON.stringify({ at: Date.now(), iv: packed(iv), sealed: packed(sealed) })); });
    }).catch(function () { return null; });
  }

  function take(owner, address) {
    var name = named(owner, address);
    var kept = store(function (place) { return JSON.parse(place.getItem(name) || "null"); });
    if (!able || !kept) { return Promise.resolve(null); }
    return keyOf(owner, false).then(function (key) {
      return key && window.crypto.subtle.decrypt({ name: "AES-GCM", iv: unpacked(kept.iv), additionalData: new TextEncoder().encode(name) }, key, unpacked(kept.sealed));
    }).then(function (clear) { return clear ? JSON.parse(new TextDecoder().decode(clear)) : null; })
      .catch(function () { drop(owner, address); return null; });
  }

  function drop(owner, address) {
    var name = named(owner, address);
    turns[name] = (turns[name] || 0) + 1;
    store(function (place) { place.removeItem(name); });
  }

  /* What is over a day old, or not sealed, goes. */
  function sweep() {
    store(function (place) {
      Object.keys(place).filter(function (name) { return name.indexOf(PREFIX) === 0; }).forEach(function (name) {
        var kept = null;
        try { kept = JSON.parse(place.getItem(name)); } catch (unreadable) { kept = null; }
        if (!able || !kept || !kept.sealed || !(Date.now() - kept.at < A_DAY)) { place.removeItem(name); }
      });
    });
  }

  function forgetKeys() {
    if (!able) { return; }
    keys = {};
    box("readwrite").then(function (held) { return request(held.clear()); })
      .then(function () { store(function (place) { place.removeItem(LEFT); }); }, function () { return null; });
  }

  /* Whoever signs out leaves nothing behind: copies at once, keys now or with the next page. */
  function leave() {
    leaving = true;
    Object.keys(turns).forEach(function (name) { turns[name] += 1; });
    store(function (place) {
      Object.keys(place).forEach(function (name) { if (name.indexOf(PREFIX) === 0) { place.removeItem(name); } });
      place.setItem(LEFT, "1");
    });
    forgetKeys();
  }

  document.addEventListener("submit", function (event) {
    if (/\/logout\/$/.test((event.target.getAttribute("action") || window.location.pathname).split("?")[0])) { leave(); }
  });
  window.addEventListener("pageshow", function () { leaving = false; });
  sweep();
  if (store(function (place) { return place.getItem(LEFT); })) { forgetKeys(); }
  window.linliAside = { able: able, put: put, take: take, drop: drop, leave: leave };
})();
