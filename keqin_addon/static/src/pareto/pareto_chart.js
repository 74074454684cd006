import { Component, onWillStart, useEffect, useRef } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { cookie } from "@web/core/browser/cookie";
import { getColor, hexToRGBA } from "@web/core/colors/colors";
import { _t } from "@web/core/l10n/translation";

const LABEL = 22;

function shorten(text) {
    return text.length > LABEL ? `${text.slice(0, LABEL - 1)}…` : text;
}

/** Bars, most frequent first, and the line of their cumulative share. */
export class ParetoChart extends Component {
    static template = "keqin_addon.ParetoChart";
    static props = { data: Object, onBar: Function };

    setup() {
        this.canvas = useRef("canvas");
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

    get scales() {
        return {
            x: {
                grid: { display: false },
                ticks: { callback: (value, index) => shorten(this.rows[index].name) },
            },
            y: {
                beginAtZero: true,
                ticks: { precision: 0 },
                title: { display: true, text: _t("Cases") },
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
        const scheme = cookie.get("color_scheme");
        const [strong, other, grey] = [0, 1, 7].map((each) => getColor(each, scheme, "lg"));
        const { mark, before } = this.props.data;
        const bars = {
            type: "bar",
            label: _t("Cases"),
            order: 3,
            data: this.rows.map(({ count }) => count),
            backgroundColor: this.rows.map(({ vital }) =>
                vital ? strong : hexToRGBA(strong, 0.4)
            ),
        };
        const earlier = {
            type: "bar",
            label: _t("Period before"),
            order: 4,
            data: this.rows.map((row) => row.before),
            backgroundColor: hexToRGBA(grey, 0.5),
        };
        const line = {
            type: "line",
            label: _t("Cumulative share"),
            order: 1,
            yAxisID: "share",
            data: this.rows.map(({ cumulative }) => cumulative),
            borderColor: other,
            backgroundColor: other,
        };
        const limit = {
            type: "line",
            label: _t("%s %% mark", mark),
            order: 2,
            yAxisID: "share",
            data: this.rows.map(() => mark),
            borderColor: grey,
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
