"use strict";
const report = JSON.parse(document.getElementById("report").textContent);

function element(name, className, text) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (text) made.textContent = text;
  return made;
}

function picture([place, share]) {
  const figure = element("figure");
  const shown = element("span", "picture");
  shown.style.setProperty("--x", place % report.columns);
  shown.style.setProperty("--y", Math.floor(place / report.columns));
  figure.append(shown, element("figcaption", "", (share / 10).toFixed(1) + "%"));
  return figure;
}

function show(button, behind) {
  const table = button.closest("table");
  for (const other of table.querySelectorAll("button")) {
    other.setAttribute("aria-pressed", other === button);
  }
  const cell = button.dataset.cell;
  const kept = report.cells[table.dataset.network][cell];
  const count = Number(button.dataset.count);
  const right = cell[0] === cell[1];
  let told = right ? `${cell[0]}, read right` : `${cell[0]}, read as ${cell[1]}`;
  told += `: ${count.toLocaleString("en")} ${count === 1 ? "picture" : "pictures"}`;
  if (kept.length < count) told += `, the ${kept.length} ${right ? "least" : "most"} sure`;
  const pictures = element("div", "pictures");
  pictures.append(...kept.map(picture));
  behind.replaceChildren(element("h3", "", told), pictures);
}

const steps = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0], ArrowDown: [1, 0] };

for (const table of document.querySelectorAll("table.confusion")) {
  const behind = document.getElementById(table.dataset.behind);
  table.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) show(button, behind);
  });
  table.addEventListener("keydown", (event) => {
    const button = event.target.closest("button");
    const step = steps[event.key];
    if (!button || !step) return;
    event.preventDefault();
    let [row, column] = [...button.dataset.cell].map(Number);
    for (;;) {
      row += step[0];
      column += step[1];
      if (row < 0 || row > 9 || column < 0 || column > 9) return;
      const next = table.querySelector(`button[data-cell="${row}${column}"]`);
      if (next) return next.focus();
    }
  });
}
