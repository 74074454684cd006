import { reactive } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
// Less than this before the deadline is soon, whatever share of the time it is.
const SOON = 2 * HOUR;

const RUNNING = {
    response: ["new"],
    resolution: ["new", "responded", "working"],
};

/**
 * Where a clock of a case stands, from what the record stores: no server is asked.
 *
 * @param {Object} data of a `keqin.case`
 * @param {"response" | "resolution"} clock
 * @param {number} now in milliseconds
 * @returns {{ status: string, deadline: luxon.DateTime | false, left?: number,
 *     broken: boolean, soon?: boolean }}
 *     status: none, paused, running, met or missed; left: milliseconds to the deadline,
 *     negative past it; broken: missed before, which a later success does not undo
 */
export function clockOf(data, clock, now) {
    const deadline = data[`${clock}_deadline`] || false;
    const broken = Boolean(data[`${clock}_breached_on`]);
    if (clock === "resolution" && data.state === "waiting") {
        return { status: "paused", deadline, broken };
    }
    if (RUNNING[clock].includes(data.state)) {
        if (!deadline) {
            return { status: "none", deadline, broken };
        }
        const left = deadline.toMillis() - now;
        const soon = left < SOON || Boolean(data.warned_on);
        return { status: "running", deadline, broken, left, soon };
    }
    if (!deadline && !broken) {
        return { status: "none", deadline, broken };
    }
    return { status: broken ? "missed" : "met", deadline, broken };
}

/**
 * The clock that counts next: the answer as long as there is none and it is due first.
 */
export function nextClock({ state, response_deadline, resolution_deadline }) {
    const answerFirst =
        state === "new" &&
        response_deadline &&
        (!resolution_deadline || response_deadline <= resolution_deadline);
    return answerFirst ? "response" : "resolution";
}

/**
 * A span of time in one unit that is fine enough to act on.
 *
 * @param {number} span in milliseconds
 * @returns {[number, "min" | "h" | "d"]}
 */
export function inOneUnit(span) {
    const size = Math.abs(span);
    if (size < 2 * HOUR) {
        return [Math.floor(size / MINUTE), "min"];
    }
    if (size < 2 * DAY) {
        return [Math.floor(size / HOUR), "h"];
    }
    return [Math.floor(size / DAY), "d"];
}

/** The time that all clocks on the page show: one timer, whatever their number. */
export const minute = reactive({ now: 0 });

let clocks = 0;
let timer;

function tick() {
    minute.now = Date.now();
}

/** A clock begins to show the time. Returns what to call when it ends. */
export function watchMinute({ setInterval, clearInterval } = browser) {
    if (!clocks++) {
        tick();
        timer = setInterval(tick, MINUTE);
    }
    return () => {
        if (!--clocks) {
            clearInterval(timer);
        }
    };
}
