"""The benchmark commands, run as anyone runs them, over a small composed folder of pages."""

from __future__ import annotations

import json
import lzma
import re
import subprocess
import sys
from itertools import compress
from pathlib import Path

import pytest

from newswash import PROFILES, Document
from newswash.block_model import BlockModel
from newswash.layout import LayoutModel
from newswash.page import Page
from newswash.tone import TONES, ToneModel
from newswash.unnamed import find_unnamed

BENCHMARKS = Path(__file__).resolve().parent.parent / "benchmarks"
MENU = "Home\nPolitics\nSport\nAdvertisement\nSign up for our free newsletter."
PLUG = "Sign up for our free newsletter and get the best stories of the week in your inbox. Issue"
SECTIONS = ("World", "Business", "Weather", "Video", "Podcasts", "Most read", "Opinion", "Puzzles", "Log in", "Jobs")
SONG = "\n".join(
    ("The harbour sleeps", "The lamps are low", "The boats are home,", "And the tide may go", "Where it will")
)
DUMPS = ("dump", "bs4", "inscriptis")
EXTRACTORS = ("resiliparse", "trafilatura", "trafilatura_recall", "readability", "newspaper4k")
PAGES = 6


def command(name: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, BENCHMARKS / f"{name}.py", *map(str, arguments)], capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """A folder in the format of benchmarks/README.md, made from generated articles."""
    folder = tmp_path_factory.mktemp("pages")
    (folder / "html").mkdir()
    made = command("generated", 40).stdout.splitlines()
    articles = [a for a in map(json.loads, made) if a["lang"] in ("en", "de")][:PAGES]
    rows, markup = [], []
    for a in articles:
        raw = {"dump": f"{MENU}\n{a['gold']}", "trafilatura": a["gold"]}
        about = {"id": a["id"], "source": "composed", "url": "", "host": "example.org", "lang": a["lang"]}
        rows.append({**about, "title": a["title"], "gold": a["gold"], "raw": raw})
        body = "".join(f"<p>{line}</p>" for line in a["gold"].split("\n\n"))
        menu = "".join(f"<li>{line}</li>" for line in MENU.split("\n"))
        markup.append({"id": a["id"], "html": f"<html><body><ul>{menu}</ul><article>{body}</article></body></html>"})
    for path, content in ((folder / "composed.jsonl.xz", rows), (folder / "html" / "composed.jsonl.xz", markup)):
        with lzma.open(path, "wt", encoding="utf8") as out:
            out.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in content)
    return folder


@pytest.fixture(scope="module")
def training_pages(tmp_path_factory):
    """A folder for training: of each source a few pages of hosts of their own, made from generated articles, and what
    extractors might make of them. The lines of a song are more than may be headings, so that there is what may go."""
    folder = tmp_path_factory.mktemp("training")
    made = (json.loads(line) for line in command("generated", 120).stdout.splitlines())
    articles = [a for a in made if a["lang"] in ("en", "de", "fr", "es")]
    sources = ("fundus_eval", "scrapinghub", "fundus_tests", "andythefactory", "magic", "wcxb_news")
    for k, source in enumerate(sources):
        with lzma.open(folder / f"{source}.jsonl.xz", "wt", encoding="utf8") as out:
            for n, a in enumerate(articles[k :: len(sources)]):
                first, _, rest = a["gold"].partition("\n\n")
                gold = f"{first}\n\n{SONG}\n\n{rest}"
                head = f"{a['title']}\nBy Ann Low\n4 May 2024"
                menu = "\n".join([*MENU.split("\n"), *(f"{section} {n}" for section in SECTIONS)])
                raw = dict.fromkeys(DUMPS, f"{menu}\n{head}\n{gold}\nPhoto: Ann Low\n{menu}\n\n{PLUG} {n}")
                raw |= dict.fromkeys(EXTRACTORS, f"{head}\n{gold}\nRead more: The old quay")
                page = {"id": a["id"], "source": source, "url": "", "host": f"{source}{n}.example", "lang": a["lang"]}
                out.write(json.dumps({**page, "title": a["title"], "gold": gold, "raw": raw}) + "\n")
    return folder


def test_compare_sees_what_each_cleaner_removes_and_loses(pages, tmp_path):
    numbers, plot = tmp_path / "numbers.json", tmp_path / "plot.svg"
    done = command("compare", pages, "--extractors", "dump,trafilatura", "--json", numbers, "--plot", plot)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    cells = {(row["extractor"], row["cleaner"]): row for row in json.loads(numbers.read_text())}
    assert {cleaner for _, cleaner in cells} == {
        "newswash precision", "newswash balanced", "newswash recall", "newswash body_only",
        "C4 lines", "NeMo", "jusText", "trafilatura", "keywords",
    }  # fmt: skip
    washed = cells["dump", "newswash balanced"]
    assert washed["pages"] == PAGES
    assert washed["harm"] == 0
    assert washed["strip"] > 0.5
    assert washed["f1_after"] > washed["f1_before"]
    assert cells["dump", "keywords"]["harm"] == 0
    assert 0 < cells["dump", "keywords"]["strip"] < 1
    assert cells["trafilatura", "newswash balanced"]["f1_before"] == 1
    assert "| dump |" in done.stdout
    assert plot.read_text().startswith("<?xml")


def test_the_plot_is_the_same_bytes_for_the_same_numbers(pages, tmp_path):
    plots = [tmp_path / "a.svg", tmp_path / "b.svg"]
    for plot in plots:
        done = command("compare", pages, "--extractors", "dump", "--cleaners", "keywords", "--plot", plot)
        assert done.returncode == 0, done.stderr
    assert plots[0].read_bytes() == plots[1].read_bytes()


def test_compare_runs_the_extractors_themselves_over_html(pages):
    done = command("compare", pages, "--html", "--cleaners", "keywords")
    assert done.returncode == 0, done.stderr
    rows = [line.split(" | ")[0].removeprefix("| ") for line in done.stdout.splitlines() if line.startswith("| ")]
    for extractor in ("dump", "bs4", "inscriptis", "resiliparse", "trafilatura", "trafilatura_recall", "readability",
                      "newspaper4k", "goose3", "justext", "boilerpy3"):  # fmt: skip
        assert rows.count(extractor) == 3, f"{extractor}: {done.stdout}{done.stderr}"


def test_compare_says_what_is_wrong_with_what_it_was_given(pages, tmp_path):
    assert "holds no <source>.jsonl.xz" in command("compare", tmp_path).stderr
    assert "has no source elsewhere; there are composed" in command("compare", pages, "--sources", "elsewhere").stderr
    assert "no cleaner named 'soap': one of" in command("compare", pages, "--cleaners", "soap").stderr
    assert "no extractor named spoon: one of" in command("compare", pages, "--extractors", "spoon").stderr


def test_gold_check_counts_apart_what_is_listed_as_boilerplate_of_the_article(tmp_path):
    plug = PLUG.removesuffix(" Issue")
    gold = f"The council approved the bridge on Tuesday.\n{plug}\nWork begins in spring, the mayor said."
    page = {"id": "1", "source": "mine", "url": "", "host": "example.org", "lang": "en", "title": "", "gold": gold}
    with lzma.open(tmp_path / "mine.jsonl.xz", "wt", encoding="utf8") as out:
        out.write(json.dumps(page) + "\n")
    rows = tmp_path / "list.tsv"
    rows.write_text("# source, page, hash, what it is\n")
    first = command("gold_check", tmp_path, "--list", rows).stdout.splitlines()
    source, number, hashed, category, _, words = first[0].split("\t")
    assert (source, number, category, words) == ("mine", "1", "newsletter", plug)
    assert f"go {len(plug)} (" in first[2]
    rows.write_text("\t".join((source, number, hashed, category)) + "\n")
    second = command("gold_check", tmp_path, "--list", rows).stdout.splitlines()
    assert f"go {len(plug)} (" in second[0]
    assert "go 0 (" in second[1]
    assert len(second) == 2


@pytest.mark.parametrize("real", [False, True], ids=["generated", "pages"])
def test_speed_prints_every_ratio_and_draws_them(real, pages, tmp_path):
    plot = tmp_path / "speed.svg"
    corpus = ("--pages", pages) if real else ("--documents", 20)
    done = command("speed", *corpus, "--part", 5, "--rounds", 1, "--plot", plot)
    assert done.returncode == 0, done.stderr
    for name in (
        "raw scan", "rules alone", "orjson", "ahocorasick_rs", "trafilatura.extract", "resiliparse", "datatrove C4",
        "sentence count", "NeMo", "JSONL", "import newswash", "cache empty", "memory",
    ):  # fmt: skip
        assert name in done.stdout, done.stdout
    assert plot.read_text().startswith("<?xml")


def test_growth_prints_an_exponent_for_each_curve(tmp_path):
    plot = tmp_path / "growth.svg"
    done = command("growth", "--most", 10_000, "--rules", "10,100", "--documents", "5,10", "--plot", plot)
    assert done.returncode == 0, done.stderr
    rows = [line.strip("| ").split(" | ") for line in done.stdout.splitlines()[2:]]
    assert [row[0] for row in rows] == [*["code points"] * 2, *["rules (rules alone)"] * 2, *["documents"] * 2]
    assert all(float(row[2]) > 0 for row in rows)
    assert plot.read_text().startswith("<?xml")


def test_the_generated_corpus_is_the_same_each_time_and_in_ten_languages():
    first, second = command("generated", 50).stdout, command("generated", 50).stdout
    assert first == second
    rows = [json.loads(line) for line in first.splitlines()]
    assert len({row["lang"] for row in rows}) == 10
    assert 0.1 < sum(row["text"] != row["gold"] for row in rows) / len(rows) < 0.5
    assert command("generated", 50, "--seed", 8).stdout != first


def test_asks_says_what_goes_of_them_and_of_near_misses():
    done = command("asks", "--language", "fi")
    assert done.returncode == 0, done.stderr
    assert "Of 0 articles that hold no boilerplate (unread)" in done.stdout  # none of them is Finnish
    for row in ("all", "all, unread"):
        found = [line for line in done.stdout.splitlines() if f"| {row} |" in line]
        assert len(found) == (2 if row == "all" else 1)  # asks and outlets; of outlets, half
        for line in found:
            alone, with_tone = map(float, re.findall(r"([\d.]+) %", line))
            assert 0 < alone < with_tone <= 100
    assert re.search(r"Of 102 near misses, so many are taken: \d+ \(rules alone\), \d+ \(with tone\)", done.stdout)
    lines = re.search(r"Of (\d+) lines of pages, so many go: (\d+) \(rules alone\), (\d+) \(with tone\)", done.stdout)
    assert lines is not None
    assert 0 < int(lines[2]) <= int(lines[3]) < int(lines[1])


def test_articles_that_lose_words_are_counted_and_shown():
    done = command("asks", "--language", "id", "--show")
    assert done.returncode == 0, done.stderr
    lost = [line for line in done.stdout.splitlines() if line.startswith("lost by with tone: id")]
    told = re.search(
        r"Of (\d+) articles that hold no boilerplate \(all\).*: (\d+) \(rules .*, (\d+) \(with", done.stdout
    )
    assert told is not None
    assert int(told[2]) <= int(told[3]) == len(lost) < int(told[1])


def test_asks_names_its_languages():
    done = command("asks", "--language", "xx")
    assert done.returncode == 1
    assert "choose one of ar, bg" in done.stderr


def test_what_goes_of_an_article_beside_an_ask_is_told_in_places_of_the_article(monkeypatch):
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    import asks

    article, words = "One two.\n\n\nThree four.", "Give now."
    for placed in (asks.below(article, words), asks.between(article, words)):
        assert placed.text[placed.start : placed.end] == words
        solid = {i for i, c in enumerate(placed.text) if not c.isspace()}
        assert placed.of_words(solid) == len("Givenow.")
        assert placed.of_article(solid) == {i for i, c in enumerate(article) if not c.isspace()}


def test_train_layout_writes_models_that_tell_a_menu_from_an_article(training_pages, tmp_path):
    out, page, curve, folds = (tmp_path / name for name in ("layout.json", "report.md", "curve.svg", "folds"))
    done = command("train_layout", training_pages, "--out", out, "--report", page, "--curve", curve, "--folds", folds)
    assert done.returncode == 0, done.stderr
    for path in (out, *(folds / f"layout-{k}.json" for k in range(5))):
        model = LayoutModel.load(path)
        assert set(model.thresholds) == set(PROFILES)
        paragraph = "On Tuesday the town council approved the plan for a second bridge, and nobody objected."
        menu = [*SECTIONS, *MENU.split("\n")]
        scores = model.score([*menu, paragraph, *menu], prose=True)
        assert max(scores, key=lambda unit: -unit.score).line == len(menu)
    rows = [line for line in page.read_text("utf-8").splitlines() if line.startswith("| balanced | ")]
    assert [row.split(" | ")[2] for row in rows] == [*DUMPS, *EXTRACTORS, "gold"]
    assert curve.read_text("utf-8").startswith("<svg")

    trained, told = json.loads(out.read_text("utf-8")), page.read_text("utf-8")
    set_high = trained | {"thresholds": {name: {"dump": 99, "extract": 99} for name in PROFILES}}
    out.write_text(json.dumps(set_high), "utf-8")
    done = command("layout_thresholds", training_pages, folds, "--out", out, "--report", page)
    assert done.returncode == 0, done.stderr
    chosen = json.loads(out.read_text("utf-8"))
    for name, bars in trained.pop("thresholds").items():
        assert chosen["thresholds"][name] == pytest.approx(bars, abs=0.3)  # by the tables, which are rounded
    del chosen["thresholds"]
    assert chosen == trained
    assert [line.split(" | ")[0] for line in page.read_text("utf-8").splitlines()] == [
        line.split(" | ")[0] for line in told.splitlines()
    ]


def test_what_the_training_says_of_profiles_is_what_the_library_removes(training_pages, monkeypatch):
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    import numpy as np

    from layout_features import neighbourhoods
    from layout_profiles import judge
    from layout_units import collect

    model = LayoutModel.load()
    units = collect(training_pages, frozenset())
    words = np.array([model.own(unit.text)[-1] for unit in units.units])
    score = np.array([line.score for s in units.samples for line in model.score(s.text.split("\n"), prose=True)])
    judged = judge(units, neighbourhoods(units, words), score)
    kinds = set()
    for name, profile in PROFILES.items():
        bars = model.thresholds[name]
        gone = judged.gone(name, np.where(judged.whole_page, bars["dump"], bars["extract"]))
        for sample, a, b in zip(units.samples, units.bounds, units.bounds[1:], strict=False):
            page = Page(Document(sample.text))
            findings = [f for f in find_unnamed(page, model, (), profile)[0] if profile.action(f.category) == "strip"]
            places = [page.starts[unit.line] + unit.start for unit in units.units[a:b]]
            assert {f.start for f in findings} == set(compress(places, gone[a:b])), (name, sample.extractor)
            kinds |= {f.category for f in findings}
    assert {"unnamed", "metadata-block", "photo-credit", "related-links", "headline"} <= kinds


def test_train_tone_writes_a_model_that_hears_an_ask(training_pages, tmp_path):
    texts, out, page = tmp_path / "texts", tmp_path / "tone.json", tmp_path / "report.md"
    texts.mkdir()
    for source in (BENCHMARKS / "tone" / "en.tsv", BENCHMARKS / "tone" / "de.tsv"):
        (texts / source.name).write_text("\n".join(source.read_text("utf-8").splitlines()[::20]) + "\n", "utf-8")
    page.write_text("Before.\n<!-- report of train_tone.py: begin -->\n<!-- report of train_tone.py: end -->\nAfter.\n")
    done = command("train_tone", training_pages, "--texts", texts, "--out", out, "--report", page)
    assert done.returncode == 0, done.stderr
    assert re.search(r"differs from what was fitted by at most 0\.\d+", done.stdout)
    model = ToneModel.load(out)
    assert model.odds("Please support our journalism with a donation.", "donation") > 0
    assert model.odds("The town council approved the plan for a second bridge.", "donation") < 0
    lines = page.read_text("utf-8").splitlines()
    assert (lines[0], lines[-1]) == ("Before.", "After.")
    assert sum(line.startswith("| ") for line in lines) == 7


def test_train_blocks_writes_the_shipped_kind_of_model(training_pages, tmp_path):
    texts, out, page, folds = (tmp_path / name for name in ("texts", "blocks.json", "report.md", "folds"))
    texts.mkdir()
    for source in (BENCHMARKS / "blocks").glob("*.jsonl"):
        (texts / source.name).write_text("\n".join(source.read_text("utf-8").splitlines()[::3]) + "\n", "utf-8")
    page.write_text(
        "Before.\n<!-- report of train_blocks.py: begin -->\n<!-- report of train_blocks.py: end -->\nAfter.\n"
    )
    done = command("train_blocks", training_pages, "--texts", texts, "--out", out, "--report", page, "--folds", folds)
    assert done.returncode == 0, done.stderr
    shares = dict(re.findall(r"\| (\S+: \w+) \|.* ([\d.]+) % \|$", done.stdout, re.M))
    assert float(shares["outlets.jsonl: ask"]) > 50
    assert float(shares["outlets.jsonl: notice"]) > 25
    assert float(shares["near_misses.tsv: article"]) < 1
    model = BlockModel.load(out)
    assert model.threshold == BlockModel.load().threshold
    assert model.words.of("The town council approved the plan for a second bridge on Monday evening.") is None
    assert "| margins: ask |" in done.stdout
    without = [BlockModel.load(folds / f"blocks-{fold}.json") for fold in range(5)]
    assert len({model.words.highest(PLUG) for model in without}) == 5
    lines = page.read_text("utf-8").splitlines()
    assert (lines[0], lines[-1]) == ("Before.", "After.")


def test_glued_counts_what_of_an_article_goes_with_an_ask(training_pages):
    done = command("glued", training_pages)
    assert done.returncode == 0, done.stderr
    rows = [line.strip("| ").split(" | ") for line in done.stdout.splitlines()[2:]]
    assert len(rows) == 8
    for _, texts, *shares in rows:
        hurt, lost, gone = (float(share.removesuffix(" %")) for share in shares)
        assert int(texts) > 100
        assert hurt < 30
        assert lost < 10 < gone < 100


def test_train_tone_measures_how_far_its_file_is_from_what_was_fitted(monkeypatch, tmp_path):
    monkeypatch.syspath_prepend(str(BENCHMARKS))
    import numpy as np

    import train_tone

    texts = [train_tone.Sentence("Please support our journalism with a donation.", "donation", "en")] * 2
    x = train_tone.Matrix([train_tone.features(s.text) for s in texts], train_tone.LEAST)
    weights = np.random.default_rng(1).normal(size=(len(TONES), len(x.hashes)))
    bias, levels, calibration = np.zeros(len(TONES)), np.zeros((len(TONES), 4)), np.zeros((len(TONES), 2))
    train_tone.write(tmp_path / "tone.json", x.hashes, weights, bias, levels, calibration)
    assert 0 < train_tone.rounding(tmp_path / "tone.json", x, texts, weights, bias) < train_tone.ROUNDING / 3
    assert train_tone.rounding(tmp_path / "tone.json", x, texts, weights + 1, bias) > train_tone.ROUNDING
