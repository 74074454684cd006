import { markRaw } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { rpc } from "@web/core/network/rpc";
import { user } from "@web/core/user";
import { KeepLast } from "@web/core/utils/concurrency";

const REMEMBERED = "keqin_desk";
const FACETS = ["kind", "tier", "section"];

/**
 * What the desk shows and how it is filtered. Talks to the server, draws nothing.
 */
export class DeskModel {
    /**
     * @param {Object} orm the orm service
     * @param {Object} [filters] those of the last visit of this page
     */
    constructor(orm, filters = {}) {
        this.orm = markRaw(orm);
        this.keepLast = markRaw(new KeepLast());
        this.options = { kinds: [], scopes: [], tiers: [], assignees: [], page: 80 };
        this.filters = {
            scope: "mine",
            by_day: true,
            kind: null,
            tier: null,
            section: null,
            search: "",
            snoozed: false,
            ...remembered(),
            ...filters,
        };
        this.rows = [];
        this.counts = { kind: {}, tier: {}, section: {} };
        this.total = 0;
        this.snoozed = 0;
        this.loaded = false;
    }

    async start() {
        const [options] = await Promise.all([
            this.orm.call("keqin.desk", "get_options"),
            this.load(),
        ]);
        this.options = options;
        if (!options.scopes.some(({ code }) => code === this.filters.scope)) {
            this.filters.scope = "mine";
        }
    }

    /** The first page, or as many as were shown already. */
    async load({ keep = false } = {}) {
        const pages = keep ? Math.ceil(this.rows.length / this.options.page) || 1 : 1;
        const fetched = [...Array(pages).keys()].map((page) =>
            this.fetch(page * this.options.page)
        );
        const answers = await this.keepLast.add(Promise.all(fetched));
        Object.assign(this, answers[0], { rows: answers.flatMap(({ rows }) => rows) });
        this.loaded = true;
    }

    async loadMore() {
        const answer = await this.keepLast.add(this.fetch(this.rows.length));
        const known = new Set(this.rows.map(({ key }) => key));
        this.rows.push(...answer.rows.filter(({ key }) => !known.has(key)));
    }

    fetch(offset) {
        const filters = { ...this.filters, offset };
        return this.orm.silent.call("keqin.desk", "get_rows", [], filters);
    }

    items(row) {
        const { scope, snoozed } = this.filters;
        return this.orm.call("keqin.desk", "get_items", [row.customer.id, row.kind], {
            scope,
            snoozed,
        });
    }

    /** Choose a value of a filter, or let go of it when it was chosen. */
    async filter(name, value) {
        const cleared = FACETS.includes(name) && this.filters[name] === value;
        this.filters[name] = cleared ? null : value;
        remember(this.filters);
        await this.load();
    }

    async clear() {
        Object.assign(this.filters, { kind: null, tier: null, section: null, search: "" });
        await this.load();
    }

    get isFiltered() {
        return Boolean(this.filters.search) || FACETS.some((name) => this.filters[name] !== null);
    }

    /** Take a row off at once; the next load says what is true. */
    remove(row) {
        const index = this.rows.findIndex(({ key }) => key === row.key);
        if (index >= 0) {
            this.rows.splice(index, 1);
            this.total -= 1;
            for (const facet of FACETS) {
                this.counts[facet][row[facet]] -= 1;
            }
        }
    }

    /** All rows of a facet that the other filters leave. */
    sum(facet) {
        return Object.values(this.counts[facet]).reduce((sum, n) => sum + n, 0);
    }

    // actions
    snooze(row, until, reason) {
        return this.orm.call("keqin.desk", "snooze", [row.items, until, reason]);
    }

    wake(row) {
        return this.orm.call("keqin.desk", "wake", [row.items]);
    }

    /** @returns {Promise<number>} id of the user who had it */
    reassign(row, userId) {
        return this.orm.call("keqin.desk", "reassign", [row.item, userId]);
    }

    log(row, result) {
        return this.orm.call(row.model, "quick_log", [[row.res_id], result]);
    }

    /** As a button of a form does it, so that an action in reply is complete. */
    run({ model, res_id }, method) {
        const params = { model, method, args: [[res_id]], kwargs: { context: user.context } };
        return rpc(`/web/dataset/call_button/${model}.${method}`, params);
    }
}

function remembered() {
    try {
        return JSON.parse(browser.localStorage.getItem(REMEMBERED)) || {};
    } catch {
        return {};
    }
}

function remember({ scope, by_day }) {
    browser.localStorage.setItem(REMEMBERED, JSON.stringify({ scope, by_day }));
}
