"""A44 and A45: no script, foreign request or endless rendering comes out of what people write."""

import asyncio
import os
import random
import re
import signal
import subprocess
import sys
import textwrap
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from html.parser import HTMLParser
from pathlib import Path

import pytest

from proposals.text.html import render_comment_html, render_html
from proposals.text.lines import flat
from proposals.text.sandbox import Rendering, parse_safely, plain_html, render_safely
from tests.security.payloads import TAGS, payloads
from tests.thorough import TIMES, tries

INLINE = {"p", "ul", "ol", "li", "blockquote", "pre", "br", "strong", "em", "del", "code", "a"}
WHOLE = INLINE | {"h1", "h2", "h3", "h4", "h5", "h6", "hr", "table", "thead", "tbody", "tr", "th", "td"}


class Watch(HTMLParser):
    """Fails on any tag, attribute or scheme that is not on the list."""

    def __init__(self, html, tags):
        super().__init__(convert_charrefs=True)
        self.allowed, self.ids, self.words = tags, [], []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        assert tag in self.allowed
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names))
        for name, value in attrs:
            if (tag, name) == ("a", "href"):
                assert re.match(r"(?:https?://|mailto:)", value, re.IGNORECASE)
            elif (tag, name) == ("a", "rel"):
                assert value == "noopener nofollow ugc"
            elif (tag, name) == ("ol", "start"):
                assert value.isdecimal()
            else:
                assert name == "id" and re.fullmatch(r"h[1-6]", tag) and "h1" in self.allowed
                assert value == f"s-{len(self.ids) + 1}"
                self.ids.append(value)

    def handle_data(self, data):
        self.words.append(data)

    def handle_comment(self, data):
        raise AssertionError("a comment came through")

    def handle_decl(self, decl):
        raise AssertionError("a declaration came through")

    unknown_decl = handle_pi = handle_decl


def test_A44_the_corpus_holds_at_least_three_hundred_payloads():
    assert len(set(payloads())) >= 300


@pytest.mark.parametrize(("render", "tags"), [(render_html, WHOLE), (render_comment_html, INLINE)])
def test_A44_only_listed_tags_attributes_and_schemes_come_out(render, tags):
    for payload in payloads():
        Watch(render(payload), tags)


def test_A44_payloads_joined_at_random_come_out_clean_too():
    chance = random.Random(44)
    corpus = payloads()
    for _ in range(tries(40, 500)):
        mixed = chance.choice(["", " ", "\n", "\n\n", "*", "`"]).join(chance.sample(corpus, 4))
        mixed = mixed[: chance.randrange(1, len(mixed) + 1)]
        Watch(render_html(mixed), WHOLE)
        Watch(render_comment_html(mixed), INLINE)
        Watch(plain_html(mixed), {"p", "br"})


@pytest.mark.parametrize("render", [render_html, render_comment_html])
def test_A44_html_in_the_source_is_shown_as_words(render):
    for tag in TAGS:
        shown = "".join(Watch(render(f"avant {tag}"), WHOLE).words)
        assert re.sub(r"\W", "", shown)[:5] == "avant"
        if "&" not in tag and "\\" not in tag and "[" not in tag and "\n" not in tag and "`" not in tag:
            assert re.sub(r"\s|\*|_", "", tag) in re.sub(r"\s|\*|_", "", shown)


def test_A44_images_are_words_and_nothing_is_loaded():
    html = render_html("![carte](https://mechant.example/pixel.png) ![x][r]\n\n[r]: https://mechant.example/p.png")
    assert "<img" not in html and "src=" not in html
    assert "![carte](https://mechant.example/pixel.png)" in html


def test_A44_links_lead_out_with_their_manners_and_only_by_known_schemes():
    html = render_html("[a](https://exemple.fr/?a=1&b=2) [b](mailto:a@b.fr) [c](javascript:alert) [d](/page)")
    assert html == (
        '<p><a href="https://exemple.fr/?a=1&amp;b=2" rel="noopener nofollow ugc">a</a> '
        '<a href="mailto:a@b.fr" rel="noopener nofollow ugc">b</a> <a rel="noopener nofollow ugc">c</a> '
        '<a rel="noopener nofollow ugc">d</a></p>'
    )


def test_A44_identifiers_of_headings_are_ours_alone():
    html = render_html('# un {: #body }\n\n# <h2 id="config">\n\n<h1 id="x">\n\n## trois')
    assert re.findall(r"<h\d id=\"([^\"]*)\">", html) == ["s-1", "s-2", "s-3"]


def test_A44_comments_have_neither_headings_nor_tables_and_keep_line_feeds():
    html = render_comment_html("# titre\n\na\nb\n\n| a |\n|---|\n| 1 |")
    assert "<h1" not in html and "<table" not in html
    assert "# titre" in html and re.search(r"a<br>\s*b", html)


HOSTILE = {
    "brackets": "[",
    "closed brackets": "[]",
    "nested brackets": "[" * 50_000 + "]" * 50_000,
    "images": "![",
    "open images": "![a](",
    "links": "[a](",
    "links in angles": "[a](<",
    "links of quotes": "[a](\"'",
    "links and titles": '[a](b "',
    "tags": "<p",
    "opened tags": "<p ",
    "attributes": "<a b='",
    "comments": "<!--",
    "instructions": "<?",
    "declarations": "<![CDATA[",
    "footnotes": "[^1]: a\n",
    "footnote references": "[^1]",
    "table": "|",
    "table rows": "| a | b |\n|---|---|\n",
    "table cells": "| a |\n|---|\n" + "|" * 99_000,
    "backticks": "`",
    "backticks of every length": "".join("`" * n + "a" for n in range(1, 446)),
    "fences": "```\n",
    "open fences": "~~~{",
    "quotes": ">",
    "quotes of words": "> a\n",
    "quotes deeper and deeper": "\n".join("> " * n + "a" for n in range(310)),
    "list marks": "- " * 49_000 + "x",
    "list deeper and deeper": "\n".join(" " * (4 * n) + "- a" for n in range(220)),
    "numbers": "1. " * 33_000,
    "stars": "*",
    "stars and letters": "*a",
    "stars opened": "**a *",
    "underscores": "_a_",
    "tildes": "~~a",
    "backslashes": "\\",
    "entities": "&#",
    "hashes": "#",
    "underlines": "a\n=\n",
    "definitions": "[a]: b\n",
    "blanks": " ",
    "tabs": "\t- a\n",
    "blank lines": "\n \n",
    "angles": "<",
    "addresses": "<a@",
    "combining marks": "\u0301",
    "one long word": "a",
    "line ends": "\r",
    "controls": "\x02\x03",
}
SIZE = 100_000


def filled(pattern):
    return pattern if len(pattern) > SIZE // 2 else (pattern * (SIZE // len(pattern) + 1))[:SIZE]


# Each takes its second of processor time: all of them are for the long tests.
@pytest.mark.parametrize("pattern", HOSTILE if TIMES else sorted(HOSTILE)[::4])
def test_A45_a_hostile_text_comes_back_and_the_next_one_is_rendered(pattern):
    md = filled(HOSTILE[pattern])
    for kind in ("text", "comment") if TIMES else ("text",):
        rendering = render_safely(md, kind)
        Watch(rendering.html, WHOLE)
        assert not rendering.plain or rendering.html == plain_html(md)
    assert render_safely("un *mot*", "comment").html == "<p>un <em>mot</em></p>"


@pytest.mark.parametrize("pattern", ["brackets", "list marks"])
def test_A45_what_takes_too_long_or_nests_too_deep_is_shown_plain(pattern):
    md = filled(HOSTILE[pattern])
    assert render_safely(md) == Rendering(plain_html(md), plain=True)


def test_A45_random_mixtures_come_back_too():
    chance = random.Random(45)
    bits = [*"[]()!*_`~<>#-+|&\\\n \t:'\"", "a", "1. ", "![", "](", "```", "    ", "|---|", "[^1]", "<!--"]
    for _ in range(tries(3, 30)):
        unit = "".join(chance.choices(bits, k=chance.randrange(1, 9)))
        Watch(render_safely(filled(unit)).html, WHOLE)


def test_A45_a_hostile_import_stays_as_literal_words():
    md = filled("[](")
    lines, _ = parse_safely(md)
    assert flat(lines).strip("\n") == md
    assert parse_safely("# a\n\n- b")[0] == parse_safely("# a\n\n* b")[0]


def test_A45_many_threads_get_each_their_own_answer_while_a_hostile_text_is_killed():
    def one(number):
        if number == 5:
            return render_safely("[" * SIZE).plain
        return render_safely(f"mot *{number}*", "comment").html == f"<p>mot <em>{number}</em></p>"

    with ThreadPoolExecutor(12) as threads:
        assert all(threads.map(one, range(60)))


def test_A45_the_event_loop_goes_on_while_a_text_is_rendered():
    async def walk():
        slow = asyncio.create_task(asyncio.to_thread(render_safely, "[" * SIZE))
        beats = 0
        while not slow.done():
            await asyncio.sleep(0.01)
            beats += 1
        return beats, slow.result().plain

    beats, plain = asyncio.run(walk())
    assert plain and beats > 5


def test_A45_a_text_of_lone_surrogates_and_nul_is_rendered():
    assert render_safely("a\ud800b\0c").html == "<p>a?b\ufffdc</p>"


def test_A45_a_child_killed_while_idle_is_replaced():
    from proposals.text import sandbox

    render_safely("a")
    for child in sandbox.children.idle:
        os.kill(child.process.pid, signal.SIGKILL)
        child.process.wait()
    assert render_safely("*a*").html == "<p><em>a</em></p>"


def test_A45_a_forked_process_uses_children_of_its_own():
    from proposals.text import sandbox

    render_safely("a")
    before = {child.process.pid for child in sandbox.children.idle}
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        html = render_safely("*b*").html
        own = {child.process.pid for child in sandbox.children.idle}
        for child in sandbox.children.idle:
            child.end()
        os.write(writer, b"yes" if html == "<p><em>b</em></p>" and not own & before else b"no")
        os._exit(0)
    os.waitpid(pid, 0)
    assert os.read(reader, 3) == b"yes"
    os.close(reader)
    os.close(writer)
    assert render_safely("*a*").html == "<p><em>a</em></p>"
    assert before & {child.process.pid for child in sandbox.children.idle}


def test_A45_children_end_with_their_parent_even_when_it_is_killed():
    script = textwrap.dedent("""
        import os, signal
        from proposals.text import sandbox
        sandbox.render_safely("a")
        print(sandbox.children.idle[0].process.pid, flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
    """)
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, text=True)
    child = Path(f"/proc/{int(done.stdout)}")
    deadline = time.monotonic() + 20
    while child.exists() and b"proposals.text.worker" in (child / "cmdline").read_bytes():
        assert time.monotonic() < deadline
        threading.Event().wait(0.05)


def test_A45_the_child_has_neither_django_nor_our_secrets():
    root = Path(__file__).resolve().parents[2]
    script = "import proposals.text.worker, sys; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], cwd=root, env={}).returncode == 0
    from proposals.text import sandbox

    render_safely("a")
    environment = Path(f"/proc/{sandbox.children.idle[0].process.pid}/environ").read_bytes()
    assert b"SECRET_KEY" not in environment
