// The filter above the rule table: rows that match language, category and every word stay.
"use strict";
(() => {
  const form = document.getElementById("rule-filter");
  if (!form) return;
  const rows = [...document.querySelectorAll("#rules tbody tr")].map((row) => ({ row, words: (row.textContent + " " + row.dataset.kind).toLowerCase() }));
  function filter() {
    const { language, category, words } = form.elements;
    const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const { row, words: own } of rows) {
      const stays = (!language.value || row.dataset.language === language.value) && (!category.value || row.dataset.category === category.value) && wanted.every((w) => own.includes(w));
      row.hidden = !stays;
      count += stays;
    }
    form.elements.count.textContent = count === 1 ? "1 rule" : count + " rules";
  }
  form.addEventListener("input", filter);
  form.addEventListener("submit", (e) => e.preventDefault());
  filter();
})();
