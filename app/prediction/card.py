"""The model card, for three readers: what a model is made of, how it did, what it cannot see."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from html import escape

from app.prediction.audited import Audit, Figure
from app.prediction.features import FEATURES
from app.prediction.frequencies import FEWEST_LIKE
from app.prediction.model import FIRST_WEEK, Model


class Reader(StrEnum):
    """Whom a card is written for."""

    STUDENT = "student"
    """Whoever a prediction is about."""
    TUTOR = "tutor"
    """Staff who see it as a prompt."""
    OFFICER = "officer"
    """The data-protection officer, and whoever signs."""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands below it, one item a line."""

    heading: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Card:
    """A model told in words."""

    title: str
    sections: tuple[Section, ...]


MOST_NAMED = 20
"""Modules that a sentence names; the card for officers has them all, one by one."""
CANNOT_SEE = (
    "What happens outside the records: work, health, family, money.",
    "Work that was begun and not handed in, and learning away from the screen.",
    "Help that was asked for and given.",
    "Marks that had not come back by that day.",
    "A module that has changed since: it knows earlier presentations only.",
)
LEFT_OUT = (
    "Age, gender, ethnicity, disability, neighbourhood and earlier schooling are not used. They are counted"
    " in the audit alone, to see whether the model serves groups unequally."
)
ACTS = "Nothing happens by it. A person looks, talks with the student, and decides."


def card(model: Model, audit: Audit, reader: Reader) -> Card:
    """The card of a model for a reader."""
    sections = [_what(), _made_of(model), Section("What it cannot see", (*CANNOT_SEE, LEFT_OUT))]
    if reader is Reader.STUDENT:
        return Card(_title(model), (*sections, did_plainly(model, audit), _yours()))
    sections += [_did(audit), _prompts(audit)]
    if reader is Reader.TUTOR:
        return Card(_title(model), (*sections, _use()))
    return Card(_title(model), (*sections, _groups(audit), _verdict(audit), _facts(model, audit)))


def as_markdown(told: Card) -> str:
    """The card as Markdown."""
    parts = [f"# {told.title}"]
    parts += [
        f"## {each.heading}\n" + "\n".join(f"- {line}" for line in each.lines) for each in told.sections
    ]
    return "\n\n".join(parts) + "\n"


def as_html(told: Card) -> str:
    """The card as a part of an HTML page; every word is escaped."""
    parts = [f"<h1>{escape(told.title)}</h1>"]
    for each in told.sections:
        lines = "".join(f"<li>{escape(line)}</li>" for line in each.lines)
        parts.append(f"<section><h2>{escape(each.heading)}</h2><ul>{lines}</ul></section>")
    return "<article>" + "".join(parts) + "</article>\n"


def _title(model: Model) -> str:
    return f"Model {model.version}, for the end of week {_joined(model.weeks)}"


def _joined(words: Sequence[object]) -> str:
    return ", ".join(map(str, words))


def _modules(audit: Audit) -> str:
    """Where it may be shown; of many modules, how many."""
    shown = audit.shown
    return _joined(shown) if len(shown) <= MOST_NAMED else f"{len(shown):,} modules"


def _what() -> Section:
    return Section(
        "What it says",
        (
            "Of 100 earlier students whose record looked alike then, about so many passed the module.",
            "It is about students still registered. It says nothing of why; of one person, nothing certain.",
            f"It says nothing before week {FIRST_WEEK}, and nothing with fewer than {FEWEST_LIKE} alike.",
            ACTS,
        ),
    )


def _made_of(model: Model) -> Section:
    lines = [f"{model.students:,} students of {_joined(model.trained_on)}, as of day {model.cut_off_day}."]
    for name in model.features:
        each = FEATURES[name]
        changes = "" if each.modifiable else " Nobody can change it any more."
        lines.append(f"{each.title}: {each.meaning}{changes}")
    return Section("What it is made of", tuple(lines))


def did_plainly(model: Model, audit: Audit) -> Section:
    """How a model did last time, for a student."""
    pairs = 100 * audit.figures["auc"].value
    alike = sum(each.students for each in model.bins)
    return Section(
        f"How it did in {_joined(audit.audited_on)}",
        (
            f"It was tried on {alike:,} students whom it had not seen, in {_modules(audit)}.",
            f"What it said was off by {100 * audit.figures['ece'].value:.0f} in 100 on average.",
            f"Of one who passed and one who did not, it put the right one first in {pairs:.0f} of 100 pairs.",
            "By tossing a coin it would be 50.",
        ),
    )


def _yours() -> Section:
    return Section(
        "What you can do",
        (
            "You are shown it only when you ask. What staff did when they had seen it is on record: read it.",
            "You can object. Nothing is worked out of you any more then, and that record is deleted.",
            "Discuss it with your adviser. Look at what you can still change, and leave the rest.",
            "Everything can be worked out again by hand: the coefficients are public.",
        ),
    )


def _did(audit: Audit) -> Section:
    named = {"auc": "AUC", "pr_auc": "PR-AUC of those who did not pass", "brier": "Brier score", "ece": "ECE"}
    lines = [f"{audit.students:,} students of {_joined(audit.audited_on)}, of whom {audit.passed:,} passed."]
    lines += [f"{title}: {_told(audit.figures[name])}." for name, title in named.items()]
    lines += [
        f"Module {each.module}: {each.students:,} students, AUC {_told(each.auc)}, ECE {each.ece:.3f}."
        for each in audit.modules
    ]
    return Section("How it did on students whom it had not seen", tuple(lines))


def _prompts(audit: Audit) -> Section:
    return Section(
        "When staff are prompted",
        (
            f"Below a probability of {audit.threshold:.2f}: {audit.prompted:.0%} of the students.",
            f"Only in {_modules(audit)}; in other modules it did not do well enough, or was not tried.",
        ),
    )


def _use() -> Section:
    return Section(
        "How to use it",
        (
            "It is a prompt to look, and no finding. What it cannot see may matter more.",
            "Ask the student first. Record what you did; what you had seen is recorded with it.",
        ),
    )


def _groups(audit: Audit) -> Section:
    lines = [
        f"By {gap.groups}: groups differ by {_told(gap.missed)} in the share missed, and by"
        f" {_told(gap.needless)} in needless prompts. Equal groups of these sizes differ by up to"
        f" {gap.by_chance:.3f} in the share missed by chance alone."
        for gap in audit.gaps
    ]
    lines += [
        f"{each.groups} {each.group}: {each.not_passed:,} did not pass, {each.missed:.3f} of them missed;"
        f" needless prompts {each.needless:.3f}."
        for each in audit.groups
    ]
    return Section("Whether it serves groups alike", tuple(lines))


def _verdict(audit: Audit) -> Section:
    lines = ["Nothing trips: it may be published."] if audit.publishable else []
    lines += [f"Trips: {each}" for each in audit.reasons]
    lines += [f"Tried before: {each}" for each in audit.tried]
    lines += [
        f"Signed by {each.signed_by} on {each.signed_on}, for {each.groups}: {each.reason}"
        for each in audit.exemptions
    ]
    return Section("What tripped in the audit, and what was done", tuple(lines))


def _facts(model: Model, audit: Audit) -> Section:
    rules = audit.rules
    return Section(
        "For the record",
        (
            f"Version {model.version} is made of the content: another content has another version.",
            f"Rules: ECE at most {rules.most_ece}, and in each module {rules.most_module_ece}.",
            f"AUC at least {rules.least_module_auc} in each module.",
            f"Groups differ by at most {rules.most_missed_gap} in the share missed.",
            f"Groups in which fewer than {rules.fewest_positives} did not pass are not judged.",
            "A logistic regression with straight lines between knots.",
            "An expectation is worked out when somebody asks, and not kept.",
            "What staff did then is kept, with what they had seen. An objection deletes it.",
        ),
    )


def _told(figure: Figure) -> str:
    return f"{figure.value:.3f} ({figure.least:.3f} to {figure.most:.3f})"
