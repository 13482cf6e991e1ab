export interface Point {
  readonly consents: number;
  readonly vigil: number;
  readonly asushares: number;
}

const width = 720;
const height = 420;
const margin = { left: 70, right: 20, top: 40, bottom: 50 };

const log = (value: number, from: number, to: number, size: number): number =>
  ((Math.log10(value) - Math.log10(from)) / (Math.log10(to) - Math.log10(from))) * size;

/** Decisions a second over the number of consents, both axes logarithmic, as an SVG. */
export const plot = (points: readonly Point[]): string => {
  const rates = points.flatMap(({ vigil, asushares }) => [vigil, asushares]);
  const low = 10 ** Math.floor(Math.log10(Math.min(...rates)));
  const high = 10 ** Math.ceil(Math.log10(Math.max(...rates)));
  const most = Math.max(...points.map(({ consents }) => consents));
  const x = (consents: number) => margin.left + log(consents, 1, most, width - margin.left - margin.right);
  const y = (rate: number) =>
    height - margin.bottom - log(rate, low, high, height - margin.top - margin.bottom);
  const line = (of: (point: Point) => number, colour: string, label: string): string => {
    const path = points
      .map((point) => `${x(point.consents).toFixed(1)},${y(of(point)).toFixed(1)}`)
      .join(' ');
    const last = points.at(-1);
    const at = last === undefined ? 0 : y(of(last));
    return (
      `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="2"/>` +
      `<text x="${width - margin.right}" y="${(at - 8).toFixed(1)}" text-anchor="end" fill="${colour}">${label}</text>`
    );
  };
  const decades = Array.from(
    { length: Math.round(Math.log10(high / low)) + 1 },
    (_, index) => low * 10 ** index,
  );
  const grid = decades.map(
    (rate) =>
      `<line x1="${margin.left}" x2="${width - margin.right}" y1="${y(rate)}" y2="${y(rate)}" stroke="#ddd"/>` +
      `<text x="${margin.left - 8}" y="${y(rate) + 4}" text-anchor="end">${rate.toLocaleString('en')}</text>`,
  );
  const ticks = points.map(
    ({ consents }) =>
      `<text x="${x(consents).toFixed(1)}" y="${height - margin.bottom + 20}" text-anchor="middle">${consents}</text>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">`,
    `<rect width="${width}" height="${height}" fill="white"/>`,
    `<text x="${margin.left}" y="20" font-size="14">Clearance decisions a second, by the consents of the client</text>`,
    ...grid,
    ...ticks,
    `<text x="${width / 2}" y="${height - 10}" text-anchor="middle">consents</text>`,
    line(({ asushares }) => asushares, '#b45309', '@asushares/core: status, period, permit or deny'),
    line(({ vigil }) => vigil, '#1d4ed8', 'Vigil: every check, with reasons'),
    '</svg>',
    '',
  ].join('\n');
};
