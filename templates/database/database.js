// Søgning og sammenligning i den statiske udgave. Alt, der vises, er enten sat af siden selv
// eller sættes som ren tekst; intet fra en sag bliver til markup.
(function () {
  "use strict";
  var data = document.getElementById("indeks");
  if (!data) return;
  var indeks = JSON.parse(data.textContent);
  var valgte = new URLSearchParams(location.search);
  document.documentElement.classList.add("med-script");
  function alle(valg, i) { return Array.prototype.slice.call((i || document).querySelectorAll(valg)); }
  function ord(tekst) { return tekst.normalize("NFC").toLowerCase().match(/[\p{L}\p{N}]+/gu) || []; }
  if (document.getElementById("soeg")) soegeside(); else sammenligning();

  function soegeside() {
    var PR_SIDE = 50, vist = PR_SIDE, regler = indeks.regler, middel = 0;
    var vaegte = Object.keys(regler.felter).map(function (felt) { return regler.felter[felt]; });
    var form = document.getElementById("soeg"), felt = document.getElementById("q");
    var orden = document.querySelector("select[name=orden]"), liste = document.querySelector("ol.sager");
    var flere = document.querySelector("[data-flere]"), sammenlign = document.querySelector("[data-sammenlign]");
    var punkter = {}, facetbokse = alle(".facet input"), sagbokse = alle("input[name=sag]");
    alle("li.sag").forEach(function (li) { punkter[li.dataset.id] = li; });
    indeks.sager.forEach(function (sag) {
      sag.laengde = sag.felter.reduce(function (n, t) { return n + (t ? t.split(" ").length : 0); }, 0);
      sag.felter = sag.felter.map(function (t) { return " " + t + " "; });
      middel += sag.laengde / indeks.sager.length;
    });
    felt.value = valgte.get("q") || "";
    valgte.getAll("sag").forEach(function (id) { sagbokse.forEach(function (b) { if (b.value === id) b.checked = true; }); });

    // Reglerne er databasens egne; de ligger i siden. Her regnes efter dem, som SQLite gør (bm25).
    function led(tekst) {
      var dele = [], rest = tekst.replace(/"([^"]*)"/g, function (_, citat) {
        var o = ord(citat); if (o.length) dele.push(" " + o.join(" ") + " "); return " ";
      });
      var enkelte = ord(rest).filter(function (o, i, alle) { return alle.indexOf(o) === i; });
      // Et længere ord findes også inde i andre ord, et kort kun forrest.
      return dele.concat(enkelte.slice(0, regler["højst_ord"]).map(function (o) {
        return o.length >= regler.inde_i_ord_fra ? o : " " + o;
      }));
    }
    // De former, et led findes i (ordet selv og hvad det begynder; så hvert ord, det står inde i),
    // hver med sit vægtede antal fund i de sager, der har dem.
    function former(del) {
      var fundet = new Map([[del, new Map()]]), indeni = del[0] !== " ";
      indeks.sager.forEach(function (sag) {
        sag.felter.forEach(function (felt, f) {
          for (var i = felt.indexOf(del), forrige = -1; i >= 0; i = felt.indexOf(del, i + 1)) {
            var form = del;
            if (indeni) {
              var start = felt.lastIndexOf(" ", i) + 1;
              if (start === forrige) continue;
              forrige = start;
              if (start < i) form = felt.slice(start, felt.indexOf(" ", i));
            }
            if (!fundet.has(form)) fundet.set(form, new Map());
            var sager = fundet.get(form);
            sager.set(sag, (sager.get(sag) || 0) + vaegte[f]);
          }
        });
      });
      var andre = Array.from(fundet.keys()).slice(1).sort().slice(0, regler["højst_sammensætninger"]);
      return [del].concat(andre).map(function (form) { return fundet.get(form); });
    }
    function bedoem(dele) {
      var antalSager = indeks.sager.length, K1 = 1.2, B = 0.75;
      indeks.sager.forEach(function (sag) { sag.point = 0; sag.led = 0; });
      dele.forEach(function (del, d) {
        former(del).forEach(function (sager) {
          var sjaelden = Math.log((antalSager - sager.size + 0.5) / (sager.size + 0.5));
          if (!(sjaelden > 0)) sjaelden = 1e-6;
          sager.forEach(function (n, sag) {
            if (sag.led === d) sag.led = d + 1;
            sag.point += sjaelden * (n * (K1 + 1) / (n + K1 * (1 - B + B * sag.laengde / middel)));
          });
        });
      });
    }
    function sorter(dele) {
      var navn = orden.value in indeks.sager[0].plads ? orden.value : "relevans";
      if (navn === "relevans" && dele.length) return function (a, b) { return b.point - a.point || b.nr - a.nr; };
      return function (a, b) { return a.plads[navn] - b.plads[navn]; };
    }
    function antal(n) {
      return indeks.antal[n] || n.toLocaleString("da-DK") + "\u00a0sager";
    }
    function opdater() {
      var tekst = felt.value.slice(0, regler["højst_tegn"]), dele = led(tekst), valg = {}, taeller = {};
      var umulig = tekst.trim() && !dele.length;
      facetbokse.forEach(function (b) { if (b.checked) (valg[b.name] = valg[b.name] || {})[b.value] = true; });
      var navne = indeks.facetter, traef = [];
      bedoem(dele);
      indeks.sager.forEach(function (sag) {
        if (umulig || sag.led < dele.length) return;
        var mangler = [];
        navne.forEach(function (navn, i) { if (valg[navn] && !valg[navn][sag.facetter[i]]) mangler.push(i); });
        if (!mangler.length) traef.push(sag);
        navne.forEach(function (navn, i) {
          if (mangler.length > 1 || (mangler.length === 1 && mangler[0] !== i)) return;
          var noegle = navn + "\u0000" + sag.facetter[i];
          taeller[noegle] = (taeller[noegle] || 0) + 1;
        });
      });
      facetbokse.forEach(function (b) {
        var n = taeller[b.name + "\u0000" + b.value] || 0, maerke = b.closest("label");
        maerke.querySelector("[data-antal]").textContent = n.toLocaleString("da-DK");
        maerke.querySelector("[data-ord]").textContent = n === 1 ? " sag" : " sager";
        maerke.hidden = !n && !b.checked;
      });
      if (traef.length) traef.sort(sorter(dele));
      Object.keys(punkter).forEach(function (id) { punkter[id].hidden = true; });
      traef.slice(0, vist).forEach(function (sag) { var li = punkter[sag.id]; li.hidden = false; liste.appendChild(li); });
      document.querySelector("[data-total]").textContent = antal(traef.length);
      document.querySelector("[data-ingen]").hidden = traef.length > 0;
      flere.hidden = traef.length <= vist;
    }
    function maerk() {
      var ider = sagbokse.filter(function (b) { return b.checked; }).map(function (b) { return b.value; });
      var i_orden = ider.length >= indeks.sammenlign[0] && ider.length <= indeks.sammenlign[1];
      sammenlign.setAttribute("aria-disabled", i_orden ? "false" : "true");
      sammenlign.textContent = "Sammenlign de valgte" + (ider.length ? " (" + ider.length + ")" : "");
      sammenlign.href = "sammenlign.html?" + ider.map(function (id) { return "sag=" + encodeURIComponent(id); }).join("&");
    }
    function forfra() { vist = PR_SIDE; opdater(); }
    sammenlign.addEventListener("click", function (e) { if (sammenlign.getAttribute("aria-disabled") === "true") e.preventDefault(); });
    form.addEventListener("submit", function (e) { e.preventDefault(); forfra(); });
    form.addEventListener("reset", function () { setTimeout(function () { felt.value = ""; forfra(); maerk(); }, 0); });
    felt.addEventListener("input", forfra);
    orden.addEventListener("change", forfra);
    facetbokse.forEach(function (b) { b.addEventListener("change", forfra); });
    sagbokse.forEach(function (b) { b.addEventListener("change", maerk); });
    flere.addEventListener("click", function () { vist += PR_SIDE; opdater(); });
    opdater();
    maerk();
  }

  function sammenligning() {
    var besked = document.querySelector("[data-besked]"), felt = document.querySelector("[data-tabel]");
    var ider = valgte.getAll("sag").filter(function (id, i, a) { return a.indexOf(id) === i; });
    var sager = ider.map(function (id) { return indeks.sager.filter(function (s) { return s.id === id; })[0]; }).filter(Boolean);
    if (sager.length < indeks.sammenlign[0] || sager.length > indeks.sammenlign[1]) return;
    function liste(dele) { return dele.length < 2 ? dele.join("") : dele.slice(0, -1).join(", ") + " og " + dele[dele.length - 1]; }
    function indsat(note, vaerdier) {
      return Object.keys(vaerdier).reduce(function (t, n) { return t.split("{" + n + "}").join(vaerdier[n]); }, indeks.noter[note]);
    }
    function indeksFor(sag, aar) {
      var muligt = sag.omregnet[aar] || {}, orden = [sag].concat(sager);
      for (var i = 0; i < orden.length; i++) if (orden[i].indeks !== null && muligt[orden[i].indeks]) return orden[i].indeks;
      var faelles = indeks["fælles_indeks"];
      return faelles !== null && muligt[faelles] ? faelles : null;
    }
    function kan(sag, aar) { return sag.prisniveau === aar || indeksFor(sag, aar) !== null; }
    var egne = sager.map(function (s) { return s.prisniveau; }).filter(function (a, i, l) { return l.indexOf(a) === i; }).sort();
    var mulige = egne.filter(function (a) { return sager.every(function (s) { return kan(s, a); }); });
    var vaelger = document.getElementById("prisniveau"), form = document.querySelector("[data-prisvalg]");
    mulige.forEach(function (a) { var o = document.createElement("option"); o.value = a; o.textContent = a + "-priser"; vaelger.appendChild(o); });
    var oensket = Number(valgte.get("prisniveau"));
    var aar = mulige.indexOf(oensket) >= 0 ? oensket : mulige.length ? mulige[mulige.length - 1] : null;
    if (aar !== null) vaelger.value = aar;
    form.hidden = mulige.length < 2;
    form.addEventListener("submit", function (e) { e.preventDefault(); });
    vaelger.addEventListener("change", function () { aar = Number(vaelger.value); vis(); });
    besked.hidden = true;
    felt.hidden = false;
    document.querySelector("[data-hent]").hidden = false;
    vis();

    function linjer(sag) {
      var grupper = sag.grupper.slice();
      if (aar !== null && sag.prisniveau !== aar) {
        var nye = sag.omregnet[aar][indeksFor(sag, aar)];
        nye.forEach(function (gruppe, g) { grupper[g] = gruppe; });
      }
      return grupper;
    }
    function el(navn, tekst, klasse) {
      var e = document.createElement(navn);
      if (tekst) e.textContent = tekst;
      if (klasse) e.className = klasse;
      return e;
    }
    function noter() {
      var ud = [], brugte = [];
      if (aar === null) ud.push(indsat("ingen_indeks", { "år": liste(egne.map(String)) }));
      else if (egne.length > 1) {
        sager.forEach(function (s) {
          if (s.prisniveau === aar) return;
          var navn = indeks.indeks[indeksFor(s, aar)];
          if (brugte.indexOf(navn) < 0) brugte.push(navn);
        });
        ud.push(indsat("omregnet", { "år": liste(egne.map(String)), "til": aar, "indeks": liste(brugte.sort()) }));
      }
      if (oensket && aar !== null && mulige.indexOf(oensket) < 0) ud.push(indsat("ikke_muligt", { "ønsket": oensket, "til": aar }));
      if (sager.some(function (s) { return s["diskonteringsår"] !== sager[0]["diskonteringsår"]; })) ud.push(indeks.noter.diskontering);
      if (sager.some(function (s) { return s.illustrativ; })) ud.push(indeks.noter.illustrativ);
      return ud;
    }
    function vis() {
      var alleLinjer = sager.map(linjer), priser = aar === null ? indeks.egne_priser : aar + "-priser";
      var tabel = el("table", "", "side-om-side"), hoved = el("thead"), raekke = el("tr"), rum = [];
      tabel.appendChild(el("caption", "Sagerne side om side", "skjult"));
      raekke.appendChild(el("td"));
      sager.forEach(function (s) {
        var celle = el("th", "", "tal"), link = el("a", s.titel);
        celle.scope = "col";
        link.href = "sag/" + encodeURIComponent(s.id) + ".html";
        celle.appendChild(link);
        celle.appendChild(el("span", s.kommune + (s.illustrativ ? " · illustrative tal" : ""), "underlinje"));
        raekke.appendChild(celle);
      });
      hoved.appendChild(raekke);
      tabel.appendChild(hoved);
      alleLinjer[0].forEach(function (gruppe, g) {
        var kendt = alleLinjer.some(function (s) { return s[g][1].some(function (l) { return l[1] !== null; }); });
        if (!kendt) return;
        var krop = el("tbody"), top = el("tr", "", "gruppe"), navn = gruppe[0].replace(indeks.egne_priser, priser), t = el("th", navn);
        t.scope = "rowgroup";
        t.colSpan = sager.length + 1;
        top.appendChild(t);
        krop.appendChild(top);
        gruppe[1].forEach(function (linje, l) {
          var tr = el("tr", "", linje[0] === "I alt" ? "total" : ""), th = el("th", linje[0]);
          th.scope = "row";
          tr.appendChild(th);
          var vaerdier = alleLinjer.map(function (s) { return s[g][1][l]; });
          vaerdier.forEach(function (v) { tr.appendChild(el("td", v[2], v[3] ? "tal" : "tekstcelle")); });
          rum.push({ "gruppe": navn, "række": linje[0], "værdier": vaerdier.map(function (v) { return v[1]; }) });
          krop.appendChild(tr);
        });
        tabel.appendChild(krop);
      });
      felt.replaceChildren(tabel);
      var ul = document.querySelector("[data-noter]"), alleNoter = noter();
      ul.replaceChildren.apply(ul, alleNoter.map(function (n) { return el("li", n); }));
      ul.hidden = !alleNoter.length;
      hentes(rum, alleNoter);
    }
    function hentes(rum, alleNoter) {
      var json = {
        "sager": sager.map(function (s) { return { "id": s.id, "titel": s.titel, "version": s.version }; }),
        "prisniveau": aar, "noter": alleNoter, "rækker": rum
      };
      function celle(v) {
        if (v === null || v === undefined) return "";
        var t = typeof v === "number" ? String(v).replace(".", ",") : String(v);
        if (typeof v === "string" && /^[=+\-@\t\r]/.test(t)) t = "'" + t;
        return /[";\r\n]/.test(t) ? '"' + t.replace(/"/g, '""') + '"' : t;
      }
      var raekker = [["gruppe", "række"].concat(sager.map(function (s) { return s.titel + " (" + s.id + ")"; }))]
        .concat(rum.map(function (r) { return [r.gruppe, r["række"]].concat(r["værdier"]); }));
      var csv = "\ufeff" + raekker.map(function (r) { return r.map(celle).join(";") + "\r\n"; }).join("");
      fil("[data-json]", JSON.stringify(json, null, 2) + "\n", "application/json");
      fil("[data-csv]", csv, "text/csv");
    }
    function fil(valg, indhold, type) {
      var a = document.querySelector(valg);
      if (a.href.indexOf("blob:") === 0) URL.revokeObjectURL(a.href);
      a.href = URL.createObjectURL(new Blob([indhold], { type: type }));
    }
  }
})();
