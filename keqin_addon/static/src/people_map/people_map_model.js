/** A calm curve from the right of one box to the left of another. */
export function curve(from, to) {
    const middle = (from.x + to.x) / 2;
    const [x1, y1, x2, y2] = [from.x, from.y, to.x, to.y].map(Math.round);
    return `M ${x1} ${y1} C ${Math.round(middle)} ${y1}, ${Math.round(middle)} ${y2}, ${x2} ${y2}`;
}

/** Who of ours spoke with the person of a card, the last first as they came. */
export function linksOf(data, cardId) {
    const names = Object.fromEntries(data.ours.map(({ id, name }) => [id, name]));
    return data.links
        .filter(({ card }) => card === cardId)
        .map((link) => ({ ...link, name: names[link.user] }));
}
