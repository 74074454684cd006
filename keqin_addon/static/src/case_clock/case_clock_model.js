import { reactive } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

// As in keqin_case.py: somebody still has to act, or the customer has.
const OPEN = ["new", "responded", "working", "waiting"];

/**
 * Where a clock of a case stands, from what the record stores: no server is asked.
 *
 * @param {Object} data of a `keqin.case`
 * @param {"response" | "resolution"} clock
 * @param {number} now in milliseconds
 * @returns {{ status: string, deadline: luxon.DateTime | false, left?: number,
 *     broken: boolean, soon?: boolean }}
 *     status: none, paused, running, met or missed, by the rules of
 *     `keqin_case_status.py`; left: milliseconds to the deadline, negative past it;
 *     broken: missed before, which a later success does not undo
 */
export function clockOf(data, clock, now) {
    const deadline = data[`${clock}_deadline`] || false;
    const broken = Boolean(data[`${clock}_breached_on`]);
    const isOpen = OPEN.includes(data.state);
    const met = clock === "response" ? Boolean(data.response_met_on) : !isOpen;
    if (!met && isOpen) {
        if (clock === "resolution" && data.state === "waiting") {
            return { status: "paused", deadline, broken };
        }
        if (deadline) {
            const left = deadline.toMillis() - now;
            const warnOn = data[`${clock}_warn_on`];
            const soon = Boolean(warnOn) && warnOn.toMillis() <= now;
            return { status: "running", deadline, broken, left, soon };
        }
    }
    if (broken) {
        return { status: "missed", deadline, broken };
    }
    return { status: met && deadline ? "met" : "none", deadline, broken };
}

/**
 * The clock that counts next: the response as long as it is due first, or alone.
 */
export function nextClock(data) {
    const { state, response_deadline: respondBy, resolution_deadline: resolveBy } = data;
    const toRespond = OPEN.includes(state) && !data.response_met_on && respondBy;
    const resolves = state !== "waiting" && resolveBy;
    return toRespond && (!resolves || respondBy <= resolveBy) ? "response" : "resolution";
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
