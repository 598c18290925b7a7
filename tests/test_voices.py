"""The benchmark of voices: a voice is checked, told and scored, and the sample's own words are left as they were."""

from __future__ import annotations

import json
from dataclasses import is_dataclass
from pathlib import Path
from typing import Any

import pytest

from benchmarks.voices import voice as files
from benchmarks.voices.__main__ import HERE, main
from benchmarks.voices.check import faults, remarks
from benchmarks.voices.counts import Count, Counts, macro_f1, summed, table
from benchmarks.voices.held import KINDS, PROMISES, ROWS, WANTS
from benchmarks.voices.once import scored
from benchmarks.voices.telling import NOW, told
from benchmarks.voices.voice import ROWS as ROWS_OF
from benchmarks.voices.voice import SECTIONS
from deeproot.sample import firm, trade
from deeproot.sample.facts import SUBJECTS
from deeproot.sample.sentences import CLOSINGS, GREETINGS

SEED, FEW = 61, 12
OTHERS = dict(
    zip(trade.PRODUCTS, ("Peatlog", "Hedgeway", "Stilecare", "Gatemate", "Byrewatch", "Fellpack"), strict=True)
)


@pytest.fixture
def quiet(tmp_path: Path) -> Path:
    """The file of a voice that says what the sample does, of other products and for another firm."""
    rules = {**SECTIONS, "greetings.en": GREETINGS["en"], "closings.en": CLOSINGS["en"], "subjects": SUBJECTS}
    tables: dict[str, Any] = {"PRODUCTS": list(trade.PRODUCTS), **{name: _rows(name) for name in ROWS_OF}}
    text = 'name = "quiet"\n[firm]\nNAME = "Quiet Fells (simulated)"\n'
    for section, told_in in {**rules, "trade": tables}.items():
        lines = (f"{name} = {json.dumps(value, ensure_ascii=False)}\n" for name, value in told_in.items())
        text += f"[{section}]\n{''.join(lines)}"
    for own, other in OTHERS.items():
        text = text.replace(own, other)
    path = tmp_path / "quiet.toml"
    path.write_text(text, encoding="utf-8")
    return path


def _rows(name: str) -> str:
    table = getattr(trade, name)
    if name == "REASONS":
        return "\n".join(" :: ".join(row) for row in table.items())
    if name == "RESOURCES":
        return "\n".join(" :: ".join((*row[:3], ",".join(row[3]))) for row in table)
    return "\n".join(" :: ".join(vars(row).values() if is_dataclass(row) else row) for row in table)


@pytest.mark.parametrize("path", sorted(HERE.rglob("*.toml")), ids=lambda path: path.stem)
def test_every_voice_is_whole(path: Path) -> None:
    assert faults(path) == []


def test_a_voice_of_customers_letters_alone_leaves_our_words_to_the_sample_and_says_so(quiet: Path) -> None:
    letters = quiet.with_name("letters.toml")
    text = quiet.read_text(encoding="utf-8")
    ours, after = text.partition("[outgoing]")[0], text.partition("[greetings.en]")[2]
    letters.write_text(f"{ours}[greetings.en]{after}", encoding="utf-8")
    assert faults(letters) == []
    assert files.voice(letters).rules == files.voice(quiet).rules | SECTIONS["outgoing"] | SECTIONS["talk"]
    assert any("customers' letters alone" in remark for remark in remarks(letters))
    assert not any("customers' letters alone" in remark for remark in remarks(quiet))
    half = quiet.with_name("half.toml")
    half.write_text(text.replace("[talk]", "[talked]"), encoding="utf-8")
    assert faults(half) == ["[talk]: the section is missing."]


def test_a_company_is_told_in_the_voice_and_the_samples_own_words_are_left_alone(quiet: Path) -> None:
    voice = files.voice(quiet)
    before, other, after = told(None, SEED, 4, NOW), told(voice, SEED, 4, NOW), told(None, SEED, 4, NOW)
    assert before == after
    assert (before.name, other.name) == (firm.NAME, voice.called)
    english = [name for name, text in other.truth["texts"].items() if text["language"] == "en"]
    assert english
    for name in english:
        subject, body = other.texts[name]
        assert not any(product in subject + body for product in trade.PRODUCTS), body


@pytest.mark.parametrize(
    ("there", "instead", "says"),
    [
        ("promise_line = ", "promise_lines = ", "[outgoing]: promise_line is missing, or is no text."),
        ("{due}", "by {friday}", "promise_line: it says {friday}, which is not known there."),
        ("{due}", "soon", "promise_line: every sentence of it has to say {due}."),
        ("{due}", "[{due}|soon", "a '[' is never closed"),
        ("{due}", "{due}<never_there>", "it asks for a rule 'never_there' that is not there."),
        ("{due}", "{due} {", "there is a stray mark"),
        ("[firm]", "[firms]", "[firm]: NAME is missing."),
        ("PRODUCTS = [", 'PRODUCTS = ["Another", ', "PRODUCTS: there have to be 6 different ones."),
        ("::", ":", "PROBLEMS: a row has 6 fields"),
        ('name = "', "name = ", "cannot be read as TOML"),
    ],
)
def test_what_is_wrong_with_a_voice_is_said_in_a_sentence_with_the_rules_name(
    quiet: Path, there: str, instead: str, says: str
) -> None:
    text = quiet.read_text(encoding="utf-8")
    assert faults(quiet) == []
    assert there in text
    quiet.write_text(text.replace(there, instead), encoding="utf-8")
    found = faults(quiet)
    assert any(says in sentence for sentence in found), found


def test_check_tells_of_faults_and_ends_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "empty.toml"
    path.write_text("", encoding="utf-8")
    assert main(["check", str(path)]) == 1
    assert 'empty.toml: name: it is missing; one word, as in name = "quarry".' in capsys.readouterr().out
    assert main(["score", str(path)]) == 1
    assert main(["check", str(tmp_path / "absent.toml")]) == 1


@pytest.mark.django_db
@pytest.mark.any_database
def test_a_company_of_twelve_in_a_voice_is_read_and_counted_and_its_misses_are_told(
    quiet: Path, tmp_path: Path
) -> None:
    misses = tmp_path / "misses.jsonl"
    asked = {"file": str(quiet), "seed": SEED, "customers": FEW, "misses": str(misses)}
    counts: Counts = scored(asked, tmp_path)
    assert {*ROWS, *KINDS.values()} <= counts.keys()
    assert all(count.right <= min(count.true, count.read) for count in counts.values())
    assert counts[PROMISES].true > 10 < counts[WANTS].right
    lines = [json.loads(line) for line in misses.read_text(encoding="utf-8").splitlines()]
    for row in (PROMISES, WANTS):
        amiss = sum(line["row"] == row for line in lines)
        assert amiss == counts[row].true + counts[row].read - 2 * counts[row].right
    one = next(line for line in lines if line["row"] == KINDS["in"])
    assert one["voice"] == "quiet"
    assert one["rule"]
    assert one["text"]
    assert one["expected"] == one["kind"] != one["read"]


def test_counts_of_several_companies_are_those_of_one_and_the_table_has_their_intervals() -> None:
    own = {row: Count(10, 10, 8) for row in ROWS} | {
        KINDS["out"]: Count(4, 4, 4),
        "kinds, outgoing: care": Count(4, 4, 4),
    }
    more = {
        KINDS["in"]: Count(6, 4, 3),
        "kinds, incoming: complaint": Count(3, 2, 2),
        "kinds, incoming: thanks": Count(3, 2, 1),
    }
    counts = summed([{**own, **more}, {"kinds, incoming: praise": Count(0, 2, 0), PROMISES: (10, 5, 0)}])
    assert counts[PROMISES] == Count(20, 15, 8)
    says = table("both", counts)
    assert "| wants an answer, incoming | 10 | 10 | .80 (.49 to .94) | .80 (.49 to .94) |" in says
    assert "| kind praise (in) | 0 | 2 | – | .00 (.00 to .66) |" in says
    assert "| kinds, incoming | 6 | 4 | macro F1 .60 (coverage .67) | right .50 |" in says
    assert macro_f1({"complaint": Count(3, 2, 2), "thanks": Count(3, 2, 1), "praise": Count(0, 2, 0)}) == pytest.approx(
        0.6
    )
