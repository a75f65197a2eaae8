"""Errors are part of the interface: what is wrong, where, why, and what to do.

Every mistake a person can make is a ``Problem`` built from ``WORDINGS``, the single list of messages. Codes are stable:
``F`` file, ``S`` shape, ``X`` expression, ``N`` names, ``U`` units and types,
``Q`` quantities, ``T`` time, ``E`` evidence, ``R`` running, ``W`` warning.

The error tree::

    StanceError                 anything we raise on purpose
     +- ScenarioError           a file cannot be used: carries all its Problems at once
     +- RunError                a run could not be completed (undefined values, memory, damaged results)
     +- StoreError              a results folder cannot be read or written

>>> print(problem("N05", Where("a.yaml", 3, 7, 4), chain="a > b > a").headline())
a.yaml:3:7 N05 terms refer to each other in a circle: a > b > a
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice

QUOTED = 64  # characters of a file's text that a message repeats
_QUOTING = frozenset({"name", "got", "text", "path", "unit", "word", "tag", "rest", "expression"})
MAX_PROBLEMS = 100  # nobody mends more at one go
LONGEST_WORD, MOST_KNOWN = 60, 500  # beyond them no likeness is looked for


@dataclass(frozen=True, slots=True, order=True)
class Where:
    """A stretch of one line of a file; lines and columns count from 1."""

    file: str
    line: int = 1
    col: int = 1
    length: int = 1

    def __str__(self) -> str:
        return f"{legible(self.file, 1000)}:{self.line}:{self.col}"

    def shifted(self, offset: int, length: int = 1) -> Where:
        """The stretch that starts ``offset`` characters to the right."""
        return Where(self.file, self.line, self.col + offset, max(1, length))


@dataclass(frozen=True, slots=True)
class Wording:
    """One message: ``what`` and ``fix`` are templates over the problem's fields."""

    what: str
    why: str = ""
    fix: str = ""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong (or, with a ``W`` code, worth a look) at one place."""

    code: str
    where: Where
    what: str
    why: str = ""
    fix: str = ""

    @property
    def is_warning(self) -> bool:
        """Warnings do not stop a run."""
        return self.code.startswith("W")

    def headline(self) -> str:
        """``file:line:col CODE what``."""
        return f"{self.where} {self.code} {self.what}"


class StanceError(Exception):
    """Anything we raise on purpose; its text is for the user."""


class ScenarioError(StanceError):
    """A scenario or plan that cannot be used, with all its problems at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(p.headline() for p in self.problems))


class RunError(StanceError):
    """A run that could not be completed; ``problems`` says what happened where."""

    def __init__(self, message: str, problems: Iterable[Problem] = ()) -> None:
        self.problems = tuple(problems)
        super().__init__(message)


class StoreError(StanceError):
    """A results folder that cannot be read or written."""


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word most like ``word``, or ''.

    >>> nearest("thret", ["threat", "pace"]), nearest("PACE", ["threat", "pace"])
    ('threat', 'pace')
    """
    if not 0 < len(word) <= LONGEST_WORD:
        return ""
    likely = [one for one in islice(known, MOST_KNOWN) if abs(len(one) - len(word)) <= 2 + len(word) // 2]
    same = [one for one in likely if one.casefold() == word.casefold()]
    return next(iter(same or difflib.get_close_matches(word, likely, 1, 0.6)), "")


def legible(value: object, limit: int = 200) -> str:
    """``value`` as text that is short and can be seen: a message must not be steered by what it quotes.

    >>> legible("a\\x1b[2Jb"), legible("x" * 90, 20)
    ('a\\\\x1b[2Jb', 'xxxxxxxxxxxxxxxxx...')
    """
    text = str(value)
    text = text if len(text) <= limit else text[: limit - 3].rstrip(", ") + "..."
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def problem(code: str, where: Where, *, near: str = "", **fields: object) -> Problem:
    """The problem ``code`` at ``where``; ``near`` adds "did you mean ...?".

    >>> problem("N01", Where("a.yaml"), name="thret", near="threat", hint="correct it").what
    'unknown name "thret" (did you mean "threat"?)'
    """
    wording = WORDINGS[code]
    said = {key: legible(value, QUOTED if key in _QUOTING else 200) for key, value in fields.items()}
    hint = f' (did you mean "{legible(near, QUOTED)}"?)' if near else ""
    return Problem(
        code,
        where,
        wording.what.format(**said) + hint,
        wording.why.format(**said),
        wording.fix.format(**said),
    )


# fmt: off
WORDINGS: dict[str, Wording] = {
    # files
    "F01": Wording("cannot read this file: {reason}", fix="check the path and its permissions"),
    "F02": Wording("this is a folder, not a scenario file", fix="name the file inside it, or give the world's name"),
    "F03": Wording("{what}", fix="start from a world of `stancelab list`"),
    "F04": Wording("the file is not UTF-8 text: {reason}", fix="save it as UTF-8 in your editor"),
    "F05": Wording("not valid YAML: {reason}", fix="{hint}"),
    "F06": Wording('the key "{name}" already stands on line {line}', "one of the two would be lost",
                   "rename or remove one of them"),
    "F07": Wording("{name} is a way to repeat a value that scenario files do not use",
                   "a reader must see each value where it counts", "write the value out, or use `extends:`"),
    "F08": Wording("{tag} is a tag, and tags are refused", "scenario files hold plain values and never run code",
                   "remove it; a text that begins with ! needs quotes"),
    "F09": Wording("the file is larger than {limit}", fix="split the world into `parts:`"),
    "F10": Wording("nested deeper than {limit} levels", fix="no world needs so many: look for a stray bracket"),
    "F11": Wording("the file holds more than {limit} keys and values", fix="split the world into `parts:`"),
    "F12": Wording("a scenario file holds `key: value` lines, this is {kind}", fix="begin with `stancelab: 1`"),
    "F13": Wording('no world named "{name}"', fix="`stancelab list` shows the names; a path with .yaml works too"),
    "F14": Wording("`extends` goes in a circle: {chain}", fix="let one of them stand on its own"),
    "F15": Wording('this path names nothing in {base}: "{path}"',
                   fix="write the dotted path as it stands in the base file"),
    "F16": Wording("a second document begins here", fix="keep one document a file: remove the line ---"),
    "F17": Wording("a tab cannot indent a line", fix="use spaces"),
    "F18": Wording('"{name}" is defined twice, also at {other}', "one of the two would be lost", "keep one of them"),
    "F19": Wording("a key must be a plain name, this one is {kind}",
                   fix="write one word before the colon; for ? and [ ] use quotes"),
    "F20": Wording("{name} holds what happened later, and no world may read it",
                   "a forecast that knows the outcome is none", "leave it out; what is scored is scored beside the results"),
    # shape
    "S01": Wording('unknown key "{name}"', fix="known here: {known}"),
    "S02": Wording('"{name}" is missing', fix="{hint}"),
    "S03": Wording("expected {expected}, got {got}", fix="{hint}"),
    "S04": Wording("{what}", "{why}", "{fix}"),
    "S05": Wording("`{name}` is reserved for a later version of the language", fix="remove it"),
    "S06": Wording('a comma cuts the value of "{name}" in two',
                   'inside {{ }} a comma ends a value, so "{rest}" stands alone',
                   "write {quoted}, or use a line of its own for each key"),
    "S07": Wording('"{text}" has a decimal comma', fix="write {point}"),
    "S08": Wording("this version reads `stancelab: 1`, the file says {got}", fix="write `stancelab: 1`"),
    "S09": Wording("{number} in {path} has no source", "nobody speaks for it", "{fix}"),
    # expressions
    "X01": Wording("cannot read this expression: {reason}", fix="{hint}"),
    "X02": Wording("the expression is longer than {limit} characters", fix="name its parts under `terms:`"),
    "X03": Wording("the expression has more than {limit}", fix="{hint}"),
    "X04": Wording('no function "{name}"', fix="functions: {known}"),
    "X05": Wording("{name} takes {expected}, got {got}", fix="{hint}"),
    "X06": Wording("an effect begins with +=, -=, =, at least or at most", fix="for example `{example}` or `+= 0.1`"),
    "X07": Wording("an expression stands on one line", fix="write it on one line; after > instead of | lines are joined"),
    # names
    "N01": Wording('unknown name "{name}"', fix="{hint}"),
    "N02": Wording('"{name}" already names {other}', "a name must mean one thing", "rename one of them"),
    "N03": Wording('"{name}" is a word of the language', fix="choose another name"),
    "N04": Wording('{state} has no {kind} "{name}"', fix="it has: {known}"),
    "N05": Wording("terms refer to each other in a circle: {chain}", fix="break the circle"),
    "N06": Wording('"{name}" is not {expected}', fix="{hint}"),
    "N07": Wording("{word} is not allowed here", "{why}", "{fix}"),
    "N08": Wording('"{name}" would share the draws of "{other}"', "what shares its draws is no longer independent",
                   "remove `draws:`, or name what no longer exists"),
    "N09": Wording('nothing in {world} is called "{name}"', fix="{hint}"),
    # units and types
    "U01": Wording("{left} and {right} cannot {verb}", "only like things can be put together", "{fix}"),
    "U02": Wording("expected {expected}, this is {got}", fix="{hint}"),
    "U03": Wording('unknown unit "{unit}"',
                   fix="times are day week month year; in an expression any other amount is a bare number, or a "
                       "quantity in its unit: `one: {{fixed: 1, unit: points}}`"),
    "U04": Wording("a rate needs a time unit, this is {got}", fix="for example `0.2 per month` or `10% per year`"),
    "U05": Wording("a chance of {got} within a time is not possible",
                   fix="stay below 100%, or give a rate: `2 per month`"),
    "U06": Wording("{got} is outside {low} to {high}", fix="{hint}"),
    "U07": Wording("{reason}", fix="{hint}"),
    # quantities
    "Q01": Wording("a quantity has exactly one family, found {found}", "two families are two different beliefs",
                   "keep one of them"),
    "Q02": Wording("no family of distribution here", fix="write one of: {known}"),
    "Q03": Wording("{names} must rise, got {got}", fix="{hint}"),
    "Q04": Wording("{name} must be {expected}, got {got}", fix="{hint}"),
    "Q05": Wording("a {family} cannot be given by {got}", fix="give {forms}"),
    "Q06": Wording('cannot read the base rate "{text}"', "{why}", "write `3 in 25 months` or `3 of 40`"),
    "Q07": Wording('"{word}" is not a word of the scale {scale}', "{why}", "its words: {known}"),
    "Q08": Wording("a {family} reaches from {low} to {high}, which is no chance",
                   "a chance within a time lies from 0% to below 100%", "add `range: [0, 99]`, or use `beta:`"),
    "Q09": Wording("the range {low} to {high} holds none of the values, which go from {least} to {most}",
                   "every world would get the same end of the range", "correct the one or the other"),
    "Q10": Wording('the unit is given twice, "{one}" and "{other}"', "the two disagree", "keep one of them"),
    "Q11": Wording("{reason}", "{why}", "{fix}"),
    "Q12": Wording("no {family} can be found with 90% from {low} to {high}", "the two are too close or too far apart",
                   "{hint}"),
    "Q13": Wording('the value "{value}" is listed twice', "one of the two would be lost", "add their weights"),
    # time
    "T01": Wording("{what}, {got}, is shorter than a tick, which is a {tick}",
                   fix="use at least one tick, or a finer clock"),
    "T02": Wording("{what}, {got}, is no whole number of ticks, each a {tick}", fix="use a multiple of the tick"),
    "T03": Wording("the horizon {got} is after the clock's end, {end}", fix="raise `ticks:` or lower the horizon"),
    "T04": Wording("the horizon {got} ends before the first tick does", fix="raise the horizon or use a finer clock"),
    "T05": Wording("{date} is after the last tick starts, {end}", fix="raise `ticks:` or choose an earlier date"),
    # evidence
    "E01": Wording("{file} is not the text that {source} was coded from",
                   "its sha256 is {got}; in another text the paragraphs may be others",
                   "find the text with the declared hash, or code this one and declare its hash"),
    "E02": Wording("no text in {folder} is {source}", "none has the declared hash or this name",
                   "save it there as {source}.txt"),
    "E03": Wording("{reference} points at no paragraph of {file}",
                   "paragraph n is the n-th line with text after the title; the last is {last}",
                   "count again, from `{source}:01` to `{source}:{end}`"),
    "E04": Wording("{reference} is behind the last paragraph of {source}, {last}",
                   "paragraph n is the n-th line with text after the title",
                   "count again, from `{source}:01` to `{source}:{end}`; or correct its `paragraphs:`"),
    "E05": Wording("{file} has {count} paragraphs after its title, the world says {got}",
                   "a paragraph that nobody read would not be missed", "write `paragraphs: {count}`"),
    "E06": Wording("{reference} is an outcome, and no number may rest on what happened later",
                   "a forecast that knows the outcome is none", "name what was known when the world starts"),
    # running
    "R01": Wording("undefined value: {expression}",
                   "{reason}, first in history {history} at tick {tick}; in {count} histories in all",
                   "guard it, for example with if(...) or max(...)"),
    # warnings
    "W01": Wording('several things may set "{name}" with = in one phase of a tick: {by}',
                   "where two of them act, the later declared wins; the result counts it", "{fix}"),
    "W02": Wording("{unsourced} of {total} numbers have no source", fix="add `from:` or `basis:` with `why:`"),
    "W03": Wording('"{name}" is never used', fix="use it or remove it"),
    "W04": Wording("{date} acts in tick {tick}, which starts on {start}"),
    "W05": Wording('the number changed, the reason beside it did not: "{why}"', fix="set `{path}` too"),
    "W07": Wording('the text ends before "{rest}"', "a # after a space begins a comment",
                   "put the whole text in quotes; if it is a comment, write a space after the #"),
    # warnings of the evidence: rows and numbers that miss each other
    "W20": Wording('{who} bears on "{path}", which is not in this world',
                   fix="write the path as under `set:` of an overlay, or say why it is `left_out:`"),
    "W21": Wording('the row "{row}" bears on "{path}", which does not cite {reference}',
                   "from the number nobody would find the statement",
                   "add {reference} to its `from:`, or take it out of `bears_on:`"),
    "W22": Wording("{block} rests on {reference}, of which the evidence has no row",
                   "nobody can see which statement is meant", "add a row for what {reference} says"),
    "W23": Wording("no row of the evidence reads {reference}", "a reader cannot tell whether it was read at all",
                   "add a row for each of its statements, or put it under `aside:` with the reason"),
    # warnings of a trial: what so many quick histories show
    "W10": Wording('"{path}" was available at none of {turns} in {histories} histories',
                   "its `if` held at none of its actor's turns", "loosen the `if`, or remove the option"),
    "W11": Wording('"{path}" was available at {turns} in {histories} histories and never chosen',
                   "other options, or holding, always weighed more",
                   "look at what it serves, its `habit:` and its actor's `pace:`"),
    "W12": Wording("{what} in {seen} histories", "{why}", "{fix}"),
    "W13": Wording('"{name}" never acts: {seen}', "{why}", "{fix}"),
    "W14": Wording("{what}", "{why}", "{fix}"),
    "W15": Wording('"{path}" happens at {share}', "{why}", "{fix}"),
    "W16": Wording('"{name}" never changed in {histories} histories', "{why}", "{fix}"),
    "W17": Wording('"{name}" is at the {edge} of its range, {value}, in {share} ticks',
                   "what pushes it further is cut off and lost", "widen `range:`, push less, or let it `relax:`"),
    "W18": Wording('"{question}" ends with tick {horizon}, before "{line}" can come about',
                   "nothing it waits for happens before tick {tick}: {names}",
                   "ask for a longer time, or let it happen sooner"),
    "W19": Wording('two different = met on "{name}" {times} in {histories} histories',
                   "each time the later declared{by} won", "{fix}"),
}
# fmt: on
