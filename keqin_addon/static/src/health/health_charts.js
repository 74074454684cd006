import { Component, onWillStart, useEffect, useRef } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { axisStart, inTwoLines, scoreText, signed, waterfall } from "./health_model";

export const BAND_COLORS = { red: "#d0343f", yellow: "#e0a800", green: "#1f8f46" };
const UP = "#2e9e5b";
const DOWN = "#d9534f";
const GREY = "#9ca3af";
const OWN = "#3b6ea5";
const ROW = 34;
const FRAME = 46;

function barColor({ kind, band }) {
    if (kind === "total") {
        return BAND_COLORS[band] || GREY;
    }
    return { up: UP, down: DOWN, none: GREY }[kind];
}

/** The numbers beside the bars: colours alone say nothing to some. */
const LABELS = {
    id: "keqin_bar_labels",
    afterDatasetsDraw({ ctx, data, chartArea }, _args, { bars }) {
        ctx.save();
        ctx.textBaseline = "middle";
        ctx.font = "12px sans-serif";
        ctx.fillStyle = "#4b5563";
        const meta = arguments[0].getDatasetMeta(0);
        bars.forEach((bar, index) => {
            const { x, y, base } = meta.data[index];
            const text = bar.kind === "total" ? scoreText(bar.value) : signed(bar.value);
            const right = Math.max(x, base) + 5;
            const width = ctx.measureText(text).width;
            const fits = right + width < chartArea.right + 52;
            ctx.fillText(text, fits ? right : Math.min(x, base) - width - 5, y);
        });
        ctx.restore();
    },
};

class HealthChart extends Component {
    static template = "keqin_addon.HealthChart";
    static props = { data: Object, onBar: { type: Function, optional: true } };

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
}

/** From the score of a month to now: what each factor brought or took. */
export class HealthWaterfall extends HealthChart {
    get bars() {
        return waterfall(this.props.data);
    }

    get height() {
        return `height: ${this.bars.length * ROW + FRAME}px`;
    }

    get label() {
        return _t("Waterfall of the health; the table below says the same");
    }

    get config() {
        const bars = this.bars;
        return {
            type: "bar",
            data: {
                labels: bars.map(({ label }) => label),
                datasets: [
                    {
                        data: bars.map(({ from, to }) => [from, to]),
                        backgroundColor: bars.map(barColor),
                        barPercentage: 0.75,
                        categoryPercentage: 1,
                        minBarLength: 2,
                    },
                ],
            },
            options: {
                indexAxis: "y",
                maintainAspectRatio: false,
                animation: false,
                layout: { padding: { right: 52 } },
                interaction: { mode: "y", intersect: false },
                onClick: (ev, elements, chart) => this.onClick(ev, chart, bars),
                onHover: (ev, elements) => {
                    const bar = elements.length && bars[elements[0].index];
                    ev.native.target.style.cursor = bar?.openable ? "pointer" : "default";
                },
                plugins: {
                    legend: { display: false },
                    tooltip: { enabled: false },
                    [LABELS.id]: { bars },
                },
                scales: {
                    x: { min: axisStart(bars), max: 100, ticks: { stepSize: 25 } },
                    y: {
                        grid: { display: false },
                        ticks: { callback: (value, index) => this.tick(bars[index].label) },
                    },
                },
            },
            plugins: [LABELS],
        };
    }

    tick(label) {
        return this.ui.isSmall ? inTwoLines(label) : label;
    }

    onClick(ev, chart, bars) {
        const found = chart.getElementsAtEventForMode(ev, "y", { intersect: false }, true);
        const bar = found.length && bars[found[0].index];
        if (bar?.openable) {
            this.props.onBar(bar);
        }
    }
}

/** The months of the customer, beside the average of its peers. */
export class HealthHistory extends HealthChart {
    get height() {
        return "height: 15rem";
    }

    get label() {
        return _t("Health by month");
    }

    get config() {
        const { months, peers, peer_label: peerLabel, bounds } = this.props.data;
        const peerOf = Object.fromEntries(peers.map(({ month, score }) => [month, score]));
        const limit = (label, value, color) => ({
            label,
            data: months.map(() => value),
            borderColor: color,
            borderWidth: 1,
            borderDash: [4, 4],
            pointRadius: 0,
        });
        const lines = [
            {
                label: _t("This customer"),
                data: months.map(({ score }) => score),
                borderColor: OWN,
                backgroundColor: months.map(({ band }) => BAND_COLORS[band] || GREY),
                pointRadius: 4,
            },
            limit(_t("Green above"), bounds.green, BAND_COLORS.green),
            limit(_t("Red up to"), bounds.yellow, BAND_COLORS.red),
        ];
        if (peers.length) {
            lines.splice(1, 0, {
                label: peerLabel,
                data: months.map(({ month }) => peerOf[month] ?? null),
                borderColor: GREY,
                backgroundColor: GREY,
                borderDash: [2, 3],
                pointRadius: 2,
            });
        }
        return {
            type: "line",
            data: { labels: months.map(({ label }) => label), datasets: lines },
            options: {
                maintainAspectRatio: false,
                animation: false,
                interaction: { mode: "index", intersect: false },
                plugins: { legend: { position: "bottom", labels: { boxWidth: 12 } } },
                scales: {
                    x: { grid: { display: false } },
                    y: { min: 0, max: 100, ticks: { stepSize: 25 } },
                },
            },
        };
    }
}
