"use strict";
// Skyderen: hver række er fast + hældning × sats. Tallene skrives som i resten af rapporten:
// punktum ved tusinder, komma ved decimaler, rigtigt minus, afrunding væk fra nul ved 5.
function somTal(vaerdi, decimaler) {
  const tekst = String(Math.abs(vaerdi));
  if (tekst.includes("e")) return Math.abs(vaerdi) < 1 ? somTal(0, decimaler) : tekst;
  const [hele, brok = ""] = tekst.split(".");
  let cifre = BigInt(hele + brok.padEnd(decimaler, "0").slice(0, decimaler));
  if (brok.length > decimaler && brok[decimaler] >= "5") cifre += 1n;
  const alle = String(cifre).padStart(decimaler + 1, "0");
  const foran = alle.slice(0, alle.length - decimaler).replace(/\B(?=(\d{3})+$)/g, ".");
  const bagved = decimaler ? "," + alle.slice(-decimaler) : "";
  return (vaerdi < 0 && cifre > 0n ? "\u2212" : "") + foran + bagved;
}

function somProcent(andel, decimaler) {
  return somTal(andel * 100, decimaler) + "\u00a0%";
}

// Én decimal; to, når satsen ikke går op i promiller.
function somSats(andel) {
  const promille = andel * 1000;
  return somProcent(andel, Math.abs(promille - Math.round(promille)) < 1e-9 ? 1 : 2);
}

for (const skyder of document.querySelectorAll("[data-skyder]")) {
  const greb = skyder.querySelector("input[type=range]");
  const start = greb.getAttribute("value");
  const svar = skyder.querySelector("output");
  const tilbage = skyder.querySelector("button");
  const raekker = [...skyder.querySelectorAll("tr[data-fast]")];
  const hoved = raekker.find((raekke) => raekke.classList.contains("total")) || raekker[0];

  const regn = () => {
    // Grundsatsen tages, som den blev skrevet, også når den ligger mellem to trin.
    const sats = tilbage.disabled ? Number(start) : Number(greb.value);
    for (const plads of skyder.querySelectorAll(".skyder-sats")) {
      plads.textContent = somSats(sats);
    }
    greb.setAttribute("aria-valuetext", somSats(sats));
    for (const raekke of raekker) {
      const resultat = Number(raekke.dataset.fast) + Number(raekke.dataset.haeldning) * sats;
      const tal = somTal(resultat, 0);
      raekke.querySelector("td").textContent = tal;
      if (raekke === hoved) {
        const navn = raekke.querySelector("th").textContent;
        const ord = tal === "0" ? "nul" : resultat < 0 ? "underskud" : "overskud";
        const udenFortegn = tal.replace("\u2212", "");
        svar.textContent = tal === "0" ? `${navn}: resultatet er nul.`
          : `${navn}: ${ord} på ${udenFortegn}\u00a0kr.`;
        svar.className = ord === "underskud" ? "tab" : ord === "overskud" ? "gevinst" : "";
      }
    }
    for (const raekke of skyder.querySelectorAll("tr[data-nul]")) {
      const nul = Number(raekke.dataset.nul);
      raekke.lastElementChild.textContent =
        (sats > nul ? "over" : sats < nul ? "under" : "på") + " break-even";
    }
  };

  greb.addEventListener("input", () => { tilbage.disabled = false; regn(); });
  tilbage.addEventListener("click", () => {
    greb.value = start;
    tilbage.disabled = true;
    regn();
    greb.focus();
  });
  tilbage.disabled = true;
  skyder.querySelector(".skyder-greb").hidden = false;
  regn();
}
