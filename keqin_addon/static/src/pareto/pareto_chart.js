import { Component, onWillStart, useEffect, useRef } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { hexToRGBA } from "@web/core/colors/colors";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

const LABEL = 22;
const BAR = "#3b6ea5";
const LINE = "#d97706";
const GREY = "#9ca3af";

function shorten(text) {
    return text.length > LABEL ? `${text.slice(0, LABEL - 1)}…` : text;
}

/** Bars, most frequent first, and the line of their cumulative share. */
export class ParetoChart extends Component {
    static template = "keqin_addon.ParetoChart";
    static props = { data: Object, onBar: Function };

    setup() {
        this.canvas = useRef("canvas");
        this.ui = useService("ui");
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            () => {
                const chart = new Chart(this.canvas.el, this.config);
                return () => chart.destroy();
            },
            () => [this.props.data]
        );
    }

    get config() {
        return {
            data: { labels: this.rows.map(({ name }) => name), datasets: this.datasets },
            options: {
                maintainAspectRatio: false,
                animation: false,
                onClick: (ev, elements, chart) => this.onClick(ev, chart),
                onHover: (ev, elements) => {
                    ev.native.target.style.cursor = elements.length ? "pointer" : "default";
                },
                interaction: { mode: "index", intersect: false },
                plugins: { legend: { position: "bottom" } },
                scales: this.scales,
            },
        };
    }

    get rows() {
        return this.props.data.rows;
    }

    /** Names where there is room, else the numbers they have in the table. */
    tick(index) {
        return this.ui.isSmall ? index + 1 : shorten(this.rows[index].name);
    }

    get scales() {
        return {
            x: {
                grid: { display: false },
                ticks: { autoSkip: false, callback: (value, index) => this.tick(index) },
            },
            y: {
                beginAtZero: true,
                ticks: { precision: 0 },
                title: { display: !this.ui.isSmall, text: _t("Cases") },
            },
            share: {
                position: "right",
                min: 0,
                max: 100,
                grid: { drawOnChartArea: false },
                ticks: { callback: (value) => `${value} %` },
            },
        };
    }

    get datasets() {
        const { mark, before } = this.props.data;
        const bars = {
            type: "bar",
            label: _t("Cases"),
            order: 3,
            data: this.rows.map(({ count }) => count),
            backgroundColor: this.rows.map(({ vital }) =>
                vital ? BAR : hexToRGBA(BAR, 0.4)
            ),
        };
        const earlier = {
            type: "bar",
            label: _t("Period before"),
            order: 4,
            data: this.rows.map((row) => row.before),
            backgroundColor: hexToRGBA(GREY, 0.5),
        };
        const line = {
            type: "line",
            label: _t("Cumulative share"),
            order: 1,
            yAxisID: "share",
            data: this.rows.map(({ cumulative }) => cumulative),
            borderColor: LINE,
            backgroundColor: LINE,
            clip: false,
        };
        const limit = {
            type: "line",
            label: _t("%s %% mark", mark),
            order: 2,
            yAxisID: "share",
            data: this.rows.map(() => mark),
            borderColor: GREY,
            borderDash: [6, 4],
            borderWidth: 1,
            pointRadius: 0,
        };
        return [bars, ...(before === null ? [] : [earlier]), line, limit];
    }

    onClick(ev, chart) {
        const found = chart.getElementsAtEventForMode(
            ev,
            "index",
            { intersect: false },
            true
        );
        if (found.length) {
            this.props.onBar(this.rows[found[0].index]);
        }
    }
}
