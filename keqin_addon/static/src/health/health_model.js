import { _t } from "@web/core/l10n/translation";
import { formatFloat } from "@web/views/fields/formatters";

/** Points are told to the hundredth; whole numbers of them add up exactly. */
const cents = (value) => Math.round(value * 100);

/**
 * The bars from one total to the other: each starts where the one before ended.
 *
 * Without a month to compare with, from nothing to the score, by the points of each
 * factor. What did not move has no bar.
 */
export function waterfall(data) {
    const { compared, parts, score } = data;
    const moves = parts.map(({ code, label, delta, points, openable }) => ({
        code,
        label,
        openable,
        value: compared ? delta : points,
    }));
    if (compared) {
        moves.push({ code: "rest", label: data.rest_label, value: compared.rest });
    }
    const bars = [];
    let at = compared ? cents(compared.score) : 0;
    if (compared) {
        bars.push(total("before", compared.label, compared.score, compared.band));
    }
    for (const { value, ...move } of moves) {
        const to = at + cents(value);
        bars.push({ ...move, from: at / 100, to: to / 100, value, kind: direction(value) });
        at = to;
    }
    bars.push(total("now", _t("Now"), score, data.band));
    return bars;
}

function total(code, label, value, band) {
    return { code, label, from: 0, to: value, value, band, kind: "total" };
}

function direction(value) {
    return value > 0 ? "up" : value < 0 ? "down" : "none";
}

/** Where the axis begins: the full scale, unless all that moves is far from nothing. */
export function axisStart(bars) {
    const moves = bars.flatMap(({ from, to, kind }) => (kind === "total" ? [to] : [from, to]));
    return Math.max(0, Math.floor((Math.min(...moves) - 10) / 25) * 25);
}

/** A label as one or two lines, for narrow screens. */
export function inTwoLines(label) {
    const middle = label.indexOf(" ", label.length / 3);
    return label.length > 16 && middle > 0
        ? [label.slice(0, middle), label.slice(middle + 1)]
        : label;
}

/** Months that can be compared with: over by the day of the score, and known. */
export function comparable({ months, as_of }) {
    const month = `${(as_of || "").slice(0, 7)}-01`;
    return months.filter((it) => it.score !== null && it.month < month);
}

export function scoreText(value) {
    return value === null ? "–" : formatFloat(value, { digits: [16, 2] });
}

export function signed(value) {
    return `${value > 0 ? "+" : ""}${scoreText(value)}`;
}

export function percentText(share) {
    return `${formatFloat(share * 100, { digits: [16, 0] })} %`;
}
