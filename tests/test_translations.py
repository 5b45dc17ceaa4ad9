"""English beside the Vietnamese: whole, true to its placeholders, and on every page."""

import ast
import re
import runpy
from collections.abc import Iterable, Iterator
from gettext import GNUTranslations
from html.parser import HTMLParser
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from flask import Flask
from holidays import country_holidays
from jinja2 import Environment, nodes
from sqlalchemy import Connection, MetaData
from sqlalchemy.orm import Session

from planner.config import ROOT
from planner.domain.directory import UNIT_KINDS
from planner.domain.rights import Role
from planner.messages.letters import USUAL
from planner.web.language import LANGUAGES
from tests.factories import Office, make_account
from tests.web.browser import sign_in
from tests.web.test_rights import CASES, routes

WORDS = runpy.run_path(str(ROOT / "make" / "words.py"))
OF_GETTEXT = {"_", "gettext", "lazy_gettext", "pgettext", "lazy_pgettext", "counted"}
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%%")
VIETNAMESE_LETTER = re.compile(
    "[àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ]", re.IGNORECASE
)
# Said in Vietnamese to everybody: the product's name, what papers carry, what people may type.
NOT_FOR_TRANSLATION = {
    "templates/_product.html": {"Sổ họp"},
    "planner/messages/directory.py": {*UNIT_KINDS},
    "planner/web/timemarks.py": {"chờ", "đợi"},
    "planner/web/language.py": {LANGUAGES["vi"]},
    "planner/messages/letters.py": {words for pair in USUAL.values() for words in pair},
    "planner/messages/planning.py": {"kỳ "},  # as titles of sessions have it
}
# What a demo office might have typed. The API describes itself in both languages at once.
SAMPLES = {
    "planner/web/start.py",
    "planner/web/styleguide.py",
    "templates/styleguide.html",
}
OF_LETTERS = ("planner/messages/letters.py", "planner/outputs/", "planner/services/invitation/")
FOR_PROGRAMS = {"action", "href", "id", "src", "value"}  # attributes that nobody reads
UNSEEN = {"pdf", "ics", "png", "xlsx", "docx"}  # endings of what is no page


@pytest.fixture(scope="module")
def said() -> Catalog:
    catalog: Catalog = WORDS["said"]()
    return catalog


@pytest.fixture(scope="module")
def known() -> Catalog:
    catalog: Catalog = WORDS["known"]()
    return catalog


def messages(catalog: Catalog) -> list[Message]:
    return [message for message in catalog if message.id]


def names(catalog: Catalog) -> set[tuple[str | None, object]]:
    return {(message.context, message.id) for message in messages(catalog)}


def forms(words: object) -> tuple[str, ...]:
    return words if isinstance(words, tuple) else (str(words),)


def test_all_words_are_known_to_the_english_and_no_others(said: Catalog, known: Catalog) -> None:
    assert names(said) - names(known) == set(), "run `make words`, then translate what it names"
    assert names(known) - names(said) == set(), "nobody says this any more: run `make words`"


def test_all_words_have_their_english(known: Catalog) -> None:
    assert WORDS["missing"](known) == []


def test_english_keeps_the_placeholders(known: Catalog) -> None:
    wrong = [
        (message.id, english)
        for message in messages(known)
        for english in forms(message.string)
        if sorted(PLACEHOLDER.findall(english)) != sorted(PLACEHOLDER.findall(forms(message.id)[0]))
    ]
    assert wrong == []


def test_english_has_vietnamese_only_as_an_example(known: Catalog) -> None:
    foreign = [
        english
        for message in messages(known)
        for english in forms(message.string)
        if VIETNAMESE_LETTER.search(english) and not _is_example(message, english)
    ]
    assert foreign == []


def _is_example(message: Message, english: str) -> bool:
    """Vietnamese that is in both, as what is to be typed, or the name of the product."""
    whole = " ".join(forms(message.id))
    return all(word in whole for word in english.split() if VIETNAMESE_LETTER.search(word))


def test_what_is_compiled_is_what_is_written(known: Catalog) -> None:
    with WORDS["PO"].with_suffix(".mo").open("rb") as file:
        compiled = GNUTranslations(file)

    stale = [
        message.id
        for message in messages(known)
        if not message.context
        and compiled.gettext(forms(message.id)[0]) != forms(message.string)[0]
    ]
    assert stale == [], "run `make setup`"


def test_the_english_file_names_no_day_and_no_machine() -> None:
    assert WORDS["PO"].read_text().startswith(WORDS["HEADER"])


def test_templates_say_nothing_past_gettext() -> None:
    bare = [
        (name, words)
        for path in sorted((ROOT / "templates").rglob("*.html"))
        if (name := str(path.relative_to(ROOT))) not in SAMPLES
        and not name.startswith("templates/print/")
        for words in _bare_in_template(path)
        if words not in NOT_FOR_TRANSLATION.get(name, set())
    ]
    assert bare == []


def _bare_in_template(path: Path) -> Iterator[str]:
    tree = Environment(autoescape=True).parse(path.read_text())
    wrapped = {
        id(argument)
        for call in tree.find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name in OF_GETTEXT
        for argument in call.args
    }
    for data in tree.find_all(nodes.TemplateData):
        yield from (line.strip() for line in data.data.splitlines() if _is_vietnamese(line))
    for constant in tree.find_all(nodes.Const):
        if id(constant) not in wrapped and _is_vietnamese(constant.value):
            yield constant.value


def test_python_says_nothing_past_gettext() -> None:
    bare = [
        (name, words)
        for name, tree in _modules()
        if name not in SAMPLES and not name.startswith("planner/web/api/")
        for words in _bare_in_python(tree)
        if words not in NOT_FOR_TRANSLATION.get(name, set())
    ]
    assert bare == []


def _bare_in_python(tree: ast.Module) -> Iterator[str]:
    wrapped = {id(argument) for call in _calls(tree) for argument in call.args}
    documents = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in wrapped | documents:
            yield from (str(words) for words in [node.value] if _is_vietnamese(words))


def test_gettext_is_given_plain_words() -> None:
    wrong = [
        f"{name}:{call.lineno}"
        for name, tree in _modules()
        for call in _calls(tree)
        if not isinstance(call.func, ast.Attribute)  # the wrappers themselves
        and not all(isinstance(words, ast.Constant) for words in call.args[:1])
    ]
    assert wrong == []


def test_words_of_modules_and_classes_wait_for_the_request() -> None:
    early = [
        f"{name}:{call.lineno}"
        for name, tree in _modules()
        for call in set(_calls(tree)) - _within_functions(tree)
        if isinstance(call.func, ast.Name) and call.func.id not in _lazy_names(tree)
    ]
    assert early == []


def _lazy_names(tree: ast.Module) -> set[str]:
    return {
        name.asname or name.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for name in node.names
        if name.name in {"lazy_gettext", "lazy_pgettext"}
    }


def _within_functions(tree: ast.Module) -> set[ast.Call]:
    functions = (ast.FunctionDef, ast.Lambda)
    inside = (node for node in ast.walk(tree) if isinstance(node, functions))
    return {call for function in inside for call in _calls(function)}


def _modules() -> Iterator[tuple[str, ast.Module]]:
    for folder in ("web", "messages"):
        for path in sorted((ROOT / "planner" / folder).rglob("*.py")):
            yield str(path.relative_to(ROOT)), ast.parse(path.read_text())


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _name(node.func) in OF_GETTEXT:
            yield node


def _name(function: ast.expr) -> str:
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _is_vietnamese(words: object) -> bool:
    return isinstance(words, str) and VIETNAMESE_LETTER.search(words) is not None


def test_the_sign_in_speaks_english_when_asked(app: Flask, office: Office) -> None:
    page = app.test_client().get("/login?lang=en").text

    assert '<html lang="en"' in page
    assert "<h1>Sign in</h1>" in page


def test_counts_have_one_form_in_vietnamese_and_two_in_english(app: Flask) -> None:
    one_and_two = app.jinja_env.from_string(
        '{{ counted("%(count)s người", 1) }}, {{ counted("%(count)s người", 2) }}'
    )

    def rendered(language: str) -> str:
        with app.test_request_context(f"/?lang={language}"):
            return one_and_two.render()

    assert rendered("vi") == "1 người, 2 người"
    assert rendered("en") == "1 person, 2 people"


def test_an_english_page_has_vietnamese_only_where_somebody_typed_it(
    app: Flask, session: Session, connection: Connection, office: Office, known: Catalog
) -> None:
    pages = sign_in(app, make_account(session, Role.ADMIN, office.province, "Người thử"))
    pages.set_cookie("lang", "en")
    addresses = list(_addresses(app, office))  # which makes what they are about
    examples = (text for message in messages(known) for text in forms(message.string))

    answers = {address: pages.get(address) for address in addresses}
    shown = {
        address: _words(_shown(answer.text))
        for address, answer in answers.items()
        if answer.mimetype == "text/html"
    }
    rest = country_holidays("VN", years=range(2020, 2040), language="vi").values()
    known_words = ["Sổ họp", "Người thử", LANGUAGES["vi"], *_said_in_letters(), *rest]
    allowed = _words([*_typed(connection), *examples, *known_words])

    assert {address: words - allowed for address, words in shown.items() if words - allowed} == {}


def _said_in_letters() -> Iterator[str]:
    """Letters, which pages show before they leave, are Vietnamese in any language of the page."""
    for name, tree in _modules():
        if name.startswith(OF_LETTERS):
            nodes = (node for node in ast.walk(tree) if isinstance(node, ast.Constant))
            yield from (node.value for node in nodes if isinstance(node.value, str))


def _addresses(app: Flask, office: Office) -> Iterator[str]:
    adapter = app.url_map.bind("localhost")
    for rule in routes(app):
        case = CASES.get(rule.endpoint)
        is_page = rule.rule.rpartition(".")[2] not in UNSEEN and not rule.rule.startswith("/api/")
        if case and is_page and "GET" in (rule.methods or set()) and rule.endpoint not in PAPERS:
            yield adapter.build(rule.endpoint, case.values(office), "GET")


PAPERS = {"paper.sign_in_sheet"}  # speak as the office does


def _typed(connection: Connection) -> Iterator[str]:
    """Every text of the database."""
    tables = MetaData()
    tables.reflect(connection)
    for table in tables.sorted_tables:
        for row in connection.execute(table.select()):
            yield from (str(value) for value in row if value is not None)


def _words(texts: Iterable[str]) -> set[str]:
    found = (word for text in texts for word in re.findall(r"\w+", text.casefold()))
    return {word for word in found if VIETNAMESE_LETTER.search(word)}


def _shown(page: str) -> list[str]:
    reader = _Reader()
    reader.feed(page)
    return reader.texts


class _Reader(HTMLParser):
    """All that a page says: its text, and the words in its attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.texts.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.texts.extend(value for name, value in attrs if value and name not in FOR_PROGRAMS)
