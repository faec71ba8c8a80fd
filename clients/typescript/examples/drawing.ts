/** Words and bars for a terminal; plain when the output is a file. */

const styled = (code: number) => (text: string) =>
  process.stdout.isTTY ? `\u001b[${code}m${text}\u001b[0m` : text;

export const bold = styled(1);
export const dim = styled(2);

export function share(part: number | null): string {
  return part === null ? "nothing to count" : `${Math.round(part * 100)} %`;
}

/** A moment as people write it, in the reader's time zone; a day as it stands. */
export function when(moment: string | null | undefined): string {
  if (!moment) return "unknown";
  if (!moment.includes("T")) return moment;
  return new Date(moment).toLocaleString("en-GB", { dateStyle: "medium", timeStyle: "short" });
}

const EIGHTHS = " ▁▂▃▄▅▆▇█";
const ROWS = 4;

/** A bar chart, four lines high: one column per figure, a dot where there is none. */
export function bars(figures: readonly (number | null)[]): string[] {
  const top = Math.max(...figures.map((each) => each ?? 0), 1);
  const rows = Array.from({ length: ROWS }, (_, row) => {
    const floor = (ROWS - 1 - row) * 8;
    const cell = (figure: number | null) => {
      if (figure === null) return floor === 0 ? "·" : " ";
      const eighths = Math.max(Math.round((figure / top) * ROWS * 8), 1) - floor;
      return EIGHTHS[Math.min(Math.max(eighths, 0), 8)];
    };
    return figures.map(cell).join(" ");
  });
  const labels = [top.toFixed(1), "", "", "0.0"];
  return rows.map((row, at) => `${(labels[at] ?? "").padStart(5)} ┤ ${row}`);
}
