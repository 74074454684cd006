import { _t } from "@web/core/l10n/translation";
import { formatFloat } from "@web/views/fields/formatters";

/** What a metric's values lie between. */
export const SCALES = { nps: [-100, 100], csat: [0, 100] };

/** Where a value stands on its scale, in percent from the left. */
export function place(metric, value) {
    const [low, high] = SCALES[metric];
    return (100 * (Math.min(Math.max(value, low), high) - low)) / (high - low);
}

function number(value, sign) {
    // -0.2 is shown as 0, not as -0
    const rounded = Math.round(value) || 0;
    const text = formatFloat(rounded, { digits: [16, 0] });
    return sign && rounded > 0 ? `+${text}` : text;
}

/** A score as it is read: "+35", "90 %"; a dash without one. */
export function scoreText(metric, value) {
    if (value === null) {
        return "–";
    }
    return metric === "nps" ? number(value, true) : `${number(value)} %`;
}

/** The limits of a score: "+1 to +60". */
export function limitsText({ metric, low, high, value }) {
    if (value === null) {
        return "";
    }
    return _t("%(low)s to %(high)s", {
        low: scoreText(metric, low),
        high: scoreText(metric, high),
    });
}

/** What it rests on; instead of a score the answers of too few people. */
export function basisText({ n, people, value, answers }) {
    if (value === null && n && answers.length) {
        const options = { digits: [16, 1], trailingZeros: false };
        const given = answers.map((answer) => formatFloat(answer, options));
        return _t("Too few for a score. Answers: %s", given.join(" · "));
    }
    if (n === people) {
        return _t("n = %s", n);
    }
    return _t("n = %(n)s, %(people)s people", { n, people });
}

/** Why a row is marked, or that it is not. */
export function verdictText({ verdict, target, score }) {
    const goal = scoreText(score.metric, target);
    switch (verdict) {
        case "below":
            return _t("Below the target of %s, and the interval says so", goal);
        case "unsure":
            return _t("Below the target of %s, but too few answers to be sure", goal);
        case "met":
            return _t("Target of %s met", goal);
        case "lowest":
            return _t("The lowest of all; no target is set");
        case "few":
            return score.n ? _t("Fewer than five people") : "";
        default:
            return _t("No target is set");
    }
}

/** What moved since the period before, and whether it is more than chance. */
export function changeText({ change, score, was }) {
    if (change.value === null) {
        return was.n && score.n ? _t("Too few to compare") : _t("Nothing to compare with");
    }
    const points = number(change.value, true);
    if (!change.is_change) {
        return _t("%s points: no reliable change", points);
    }
    return change.value > 0 ? _t("%s points: better", points) : _t("%s points: worse", points);
}

/** How the same people answered before and now. */
export function pairedText(paired) {
    if (!paired || !paired.n) {
        return "";
    }
    const text = _t("Same people: %(n)s, of whom %(better)s better and %(worse)s worse", paired);
    return paired.is_change ? `${text}. ${_t("That is a change.")}` : text;
}
