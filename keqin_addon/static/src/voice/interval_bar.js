import { Component } from "@odoo/owl";
import { place } from "./voice_model";

/** A score as a dot on its scale, the interval around it, and the target.
 *
 * Only a picture: the same numbers stand beside it as text.
 */
export class IntervalBar extends Component {
    static template = "keqin_addon.IntervalBar";
    static props = {
        score: Object,
        target: { type: [Number, { value: null }], optional: true },
        verdict: { type: [String, { value: null }], optional: true },
    };

    at(value) {
        return place(this.props.score.metric, value);
    }

    get interval() {
        const { low, high } = this.props.score;
        const left = this.at(low);
        return `left: ${left}%; width: ${this.at(high) - left}%`;
    }

    get hasTarget() {
        return typeof this.props.target === "number";
    }
}
