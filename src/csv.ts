/**
 * One line of CSV (RFC 4180). A cell that a spreadsheet would take for a formula begins with an apostrophe: its text is
 * a stranger's.
 */
export function csvLine(cells: readonly (string | number | undefined)[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`
}

function csvCell(value: string | number | undefined): string {
  const text = value === undefined ? '' : String(value)
  const safe = typeof value === 'string' && /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text
  return /[",\r\n']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}
