// The keys of a grid, as the ARIA grid pattern has them. Tab is not among them: it leaves the grid.

import type { Node } from "../app/nodes";

export interface GridKey {
  move?: { row: number; column: number };
  nudge?: string;  // steps
  press?: boolean;
  edit?: boolean;
  typed?: string;  // the character that began the edit
}

export function gridKey(event: KeyboardEvent, cell: Node, table: Node | undefined): GridKey | undefined {
  const row = cell.row ?? 0;
  const column = cell.column ?? 0;
  const lastRow = (table?.rows ?? 1) - 1;
  const lastColumn = (table?.columns ?? 1) - 1;
  const jump = event.ctrlKey || event.metaKey;
  const to = (r: number, c: number): GridKey => ({
    move: { row: Math.min(lastRow, Math.max(0, r)), column: Math.min(lastColumn, Math.max(0, c)) },
  });

  if (event.altKey) {
    if (jump) return undefined;
    const size = event.shiftKey ? "0.1" : "1";
    if (event.key === "ArrowUp") return { nudge: size };
    if (event.key === "ArrowDown") return { nudge: `-${size}` };
    return undefined;
  }
  if (event.key === "Home") return to(jump ? 0 : row, 0);
  if (event.key === "End") return to(jump ? lastRow : row, lastColumn);
  if (jump) return undefined;
  switch (event.key) {
    case "ArrowUp": return to(row - 1, column);
    case "ArrowDown": return to(row + 1, column);
    case "ArrowLeft": return to(row, column - 1);
    case "ArrowRight": return to(row, column + 1);
    case "PageUp": return { nudge: "10" };
    case "PageDown": return { nudge: "-10" };
    case " ": return { press: true };
    case "Enter":
    case "F2": return { edit: true };
  }
  return /^[0-9.+\-−]$/.test(event.key) ? { edit: true, typed: event.key } : undefined;
}
