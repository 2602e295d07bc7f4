// Cells copied from a spreadsheet: tabs part cells, line feeds part rows, quotes may hold both. Where no tab does,
// `|` parts cells, as in what is typed.

export function cells(text) {
  if (!text.includes("\t") && text.includes("|")) return typedRows(unframed(text)).map((row) => row.map(oneLine));
  const rows = [[""]];
  let quoted = false;
  const source = text.replace(/\r\n?/g, "\n").replace(/\n+$/, "");
  for (let n = 0; n < source.length; n += 1) {
    const sign = source[n];
    const row = rows.at(-1);
    const start = row.at(-1) === "";
    if (quoted) {
      if (sign !== '"') row[row.length - 1] += sign;
      else if (source[n + 1] === '"') {
        row[row.length - 1] += '"';
        n += 1;
      } else quoted = false;
    } else if (sign === '"' && start && source.indexOf('"', n + 1) > 0 && source.includes("\t")) quoted = true;
    else if (sign === "\t") row.push("");
    else if (sign === "\n") rows.push([""]);
    else row[row.length - 1] += sign;
  }
  return rows.map((row) => row.map(oneLine));
}

// A table of a text editor without the frame around it.
function unframed(text) {
  const lines = text.split(/\r\n?|\n/).filter((line) => line.trim() && !/^[\s|:+-]+$/.test(line));
  const framed = lines.every((line) => /^\s*\|.*\|\s*$/.test(line));
  return (framed ? lines.map((line) => line.trim().slice(1, -1)) : lines).join("\n");
}

// Typed lines with `|` between the cells.
export const typedRows = (text) =>
  text
    .split("\n")
    .filter((line) => line.trim())
    .map((line) => line.split("|").map((cell) => cell.trim()));

// A cell cannot hold what parts rows and cells.
export const oneLine = (cell) => cell.replace(/\s*\n\s*/g, " ").replaceAll("|", "/").trim();
