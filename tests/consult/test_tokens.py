"""The design holds: every pair of text and ground is readable, and no template goes round the content policy."""

import json
import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT: Path = settings.BASE_DIR
TOKENS = ROOT / "frontend" / "styles" / "tokens.css"
THEMES = ("light", "dark")

# Words to read: at least 4.5 (WCAG 2.2, 1.4.3). Ground → inks.
GROUNDS = ("paper", "surface", "sunken")
INKS = (
    "ink", "ink-2", "ink-3", "petrol-ink", "amber-ink", "ok-ink", "danger-ink", "for-ink", "against-ink", "abstain-ink",
)  # fmt: skip
CATEGORIES = ("el", "co", "ag", "rx", "en", "un", "as", "fi")
TEXT = [(ink, ground) for ground in GROUNDS for ink in INKS] + [
    ("on-petrol", "petrol"), ("on-petrol", "petrol-hover"), ("petrol-ink", "petrol-tint"), ("ink", "petrol-tint"),
    ("ink-2", "petrol-tint"), ("on-amber", "amber"), ("amber-ink", "amber-tint"), ("ink", "amber-tint"),
    ("ink-2", "amber-tint"), ("ok-ink", "ok-tint"), ("ink", "ok-tint"), ("ink-2", "ok-tint"), ("on-danger", "danger"),
    ("danger-ink", "danger-tint"), ("ink", "danger-tint"), ("on-for", "for"), ("for-ink", "for-tint"),
    ("ink", "for-tint"), ("on-against", "against"), ("against-ink", "against-tint"), ("ink", "against-tint"),
    ("on-abstain", "abstain"), ("ins-ink", "ins-tint"), ("del-ink", "del-tint"), ("ink", "mark-tint"),
    ("ink", "ins-tint"), ("paper", "ink"),
    *[("on-cat", f"cat-{category}") for category in CATEGORIES],
    *[("on-writer", f"writer-{number}") for number in range(1, 5)],
]  # fmt: skip
# Controls, rings, parts of pictures: at least 3 (1.4.11).
PARTS = [
    (part, ground)
    for ground in GROUNDS
    for part in (
        "line-strong", "petrol", "focus", "for", "against", "abstain-line", *[f"cat-{c}" for c in CATEGORIES],
    )
] + [("for", "abstain"), ("against", "on-against"), ("danger", "paper"), ("danger", "surface")]  # fmt: skip


def tokens() -> dict[str, tuple[str, str]]:
    """Name → its colours (light, dark), as #rrggbb."""
    found = re.finditer(r"--([\w-]+):\s*light-dark\((#[0-9a-f]{6}),\s*(#[0-9a-f]{6})\)", TOKENS.read_text("utf-8"))
    return {token[1]: (token[2], token[3]) for token in found}


def luminance(colour: str) -> float:
    """WCAG 2.2 relative luminance of #rrggbb."""
    values = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = [v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4 for v in values]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", THEMES)
def test_every_ink_is_readable_on_its_grounds(theme: str) -> None:
    known, side = tokens(), THEMES.index(theme)
    pale = {pair: round(contrast(known[pair[0]][side], known[pair[1]][side]), 2) for pair in TEXT}
    assert {pair: ratio for pair, ratio in pale.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("theme", THEMES)
def test_every_control_and_part_of_a_picture_stands_out(theme: str) -> None:
    known, side = tokens(), THEMES.index(theme)
    pale = {pair: round(contrast(known[pair[0]][side], known[pair[1]][side]), 2) for pair in PARTS}
    assert {pair: ratio for pair, ratio in pale.items() if ratio < 3} == {}


def test_no_colour_stands_outside_the_tokens() -> None:
    styles = [path for path in (ROOT / "frontend" / "styles").rglob("*.css") if path != TOKENS]
    stray = {
        f"{path.name}: {match[0]}"
        for path in styles
        for match in re.finditer(
            r":[^;{}]*(#[0-9a-fA-F]{3,8}\b|\b(?:rgba?|hsla?|oklch)\()[^;]*;", path.read_text("utf-8")
        )
    }
    # The veil behind a dialog is the same in both themes.
    assert stray <= {"feedback.css: : rgb(13 18 19 / 0.45);"}


def templates() -> list[Path]:
    folders = [
        ROOT / "templates",
        *[ROOT / app / "templates" for app in ("alliance", "proposals", "voting", "consult")],
    ]
    return [path for folder in folders for path in folder.rglob("*.html")]


def test_no_template_has_a_style_or_a_script_inside() -> None:
    forbidden = re.compile(r"""\sstyle\s*=|<style\b|\son[a-z]+\s*=\s*["']|<script(?![^>]*\bsrc=)|javascript:""", re.I)
    found = [
        f"{path.relative_to(ROOT)}: {match[0].strip()}"
        for path in templates()
        for match in forbidden.finditer(path.read_text("utf-8"))
    ]
    assert found == []


def test_every_icon_of_the_templates_is_in_the_list() -> None:
    names = set(json.loads((ROOT / "frontend" / "src" / "icons" / "names.json").read_text("utf-8")))
    used = {
        match[1]
        for path in templates()
        for match in re.finditer(r"""{%\s*icon\s+["']([\w-]+)["']""", path.read_text("utf-8"))
    }
    assert used - names == set()


def test_the_frontend_lock_file_names_no_registry_and_its_packages_are_exact() -> None:
    packages = json.loads((ROOT / "frontend" / "package-lock.json").read_text("utf-8"))["packages"]
    assert [name for name, package in packages.items() if "resolved" in package] == []
    asked = json.loads((ROOT / "frontend" / "package.json").read_text("utf-8"))
    versions = {**asked["dependencies"], **asked["devDependencies"]}
    assert {name: v for name, v in versions.items() if not re.fullmatch(r"\d+\.\d+\.\d+", v)} == {}
