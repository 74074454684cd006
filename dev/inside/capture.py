"""Take the pictures named in docs/screenshots.toml with a real browser."""

import json
import sys
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

SIZES = {"wide": (1440, 900), "phone": (390, 844)}
HEAVIEST = 200_000
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
STILL = """
*, *::before, *::after {
    animation: none !important;
    transition: none !important;
    caret-color: transparent !important;
}
"""
SET_LANGUAGE = """
async (lang) => {
    const call = (route, params) => fetch(route, {
        method: 'POST',
        headers: {'Content-Type': 'application/json'},
        body: JSON.stringify({jsonrpc: '2.0', method: 'call', params}),
    }).then((reply) => reply.json()).then((reply) => reply.result);
    const session = await call('/web/session/get_session_info', {});
    await call('/web/dataset/call_kw', {
        model: 'res.users', method: 'write', args: [[session.uid], {lang}], kwargs: {},
    });
    return session.user_context.lang;
}
"""
# The network never rests (the bus), so it is the page that has to: nothing changed
# for a while, nothing is being loaded, every picture is there.
QUIET = """
() => new Promise((resolve) => {
    let last = Date.now();
    const begin = last;
    const observer = new MutationObserver(() => { last = Date.now(); });
    observer.observe(document.body, {subtree: true, childList: true, attributes: true});
    const timer = setInterval(() => {
        const busy = document.querySelector('.o_loading_indicator')
            || [...document.images].some((image) => !image.complete);
        const now = Date.now();
        if ((!busy && now - last > 700) || now - begin > 15000) {
            clearInterval(timer);
            observer.disconnect();
            resolve();
        }
    }, 100);
})
"""


def log_in(page, base, login):
    page.goto(f"{base}/web/login")
    page.fill("input[name=login]", login)
    page.fill("input[name=password]", login)
    page.click("button[type=submit]")
    # employees land in the backend, customers on their page
    page.wait_for_url(lambda url: "/web/login" not in url)


def set_language(page, lang):
    """Through the server's own API: a running server caches who speaks what.

    Answers the language of before.
    """
    return page.evaluate(SET_LANGUAGE, lang)


def settle(page, shot):
    """The picture of a screen that is still loading is of no use."""
    page.wait_for_selector(shot.get("wait", ".o_action, .o_home_menu, main"))
    page.add_style_tag(content=STILL)
    page.evaluate(QUIET)
    for selector in shot.get("click", []):
        page.click(selector)
        page.evaluate(QUIET)


def shrink(path):
    """A palette is enough for a user interface, and far smaller."""
    for colors in (256, 128, 64):
        image = Image.open(path).convert("RGB")
        image.quantize(colors, dither=Image.Dither.NONE).save(path, optimize=True)
        if path.stat().st_size <= HEAVIEST:
            return


def shoot(page, base, shot, folder):
    page.goto(f"{base}{shot['path']}")
    settle(page, shot)
    path = folder / shot["lang"] / f"{shot['name']}.png"
    path.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=path)
    shrink(path)
    print(f"progress: {path.parent.name}/{path.name} {path.stat().st_size >> 10} kB")


def visit(browser, base, shots, folder):
    """All pictures of one login, language and size share a session."""
    first = shots[0]
    width, height = SIZES[first["width"]]
    page = browser.new_context(
        viewport={"width": width, "height": height},
        locale=first["lang"].replace("_", "-"),
        is_mobile=first["width"] == "phone",
        has_touch=first["width"] == "phone",
    ).new_page()
    log_in(page, base, first["login"])
    before = set_language(page, first["lang"])
    for shot in shots:
        shoot(page, base, shot, folder)
    set_language(page, before)
    page.context.close()


def main(plan):
    job = json.loads(Path(plan).read_text())
    groups = {}
    for shot in job["shots"]:
        key = (shot["login"], shot["lang"], shot["width"])
        groups.setdefault(key, []).append(shot)
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=job["browser"], args=FLAGS)
        for shots in groups.values():
            visit(browser, job["base"], shots, Path(job["folder"]))
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1])
