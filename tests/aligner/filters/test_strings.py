"""String files of programs: values are translated, keys, comments, quotation marks and layout stay to the byte."""

from __future__ import annotations

import json
from types import ModuleType

import polib
import pytest
import yaml as pyyaml
from filtered import assert_identity, pseudo_written, said, source
from hypothesis import given
from hypothesis import strategies as st

from aligner.errors import ReadError
from aligner.filters.strings import apple, po, properties, yaml
from aligner.filters.strings import json as strings_json

HEADER = (
    'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Language: ru\\n"\n'
    '"Plural-Forms: nplurals=2; plural=(n != 1);\\n"\n\n'
)


def texts(module: ModuleType, data: str | bytes) -> list[str]:
    """The blocks, line ends in them as bars; the file comes back to the byte."""
    found = []
    for block in assert_identity(module, source(data)).blocks:
        text = block.text
        for code in reversed(block.codes):
            text = text[: code.start] + "|" + text[code.start :]
        found.append(text)
    return found


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ('{"a": "Да", "b": ["Нет", {"c": "Всё"}], "d": 5, "e": null}', ["Да", "Нет", "Всё"]),
        ('{\r\n\t"ключ" : "Да"\r\n}\r\n', ["Да"]),
        ('\ufeff["\\u0414\\u0430", "main.title", "Две\\nстроки"]', ["Да", "Две|строки"]),
        ('{"a": "Да", "a": "Нет"}', ["Да", "Нет"]),
        ('{"ok": {"message": "Да", "description": "Кнопка", "placeholders": {"n": {"example": "Пять"}}}}', ["Да"]),
        ('{"description": "Описание программы", "title": "Имя"}', ["Описание программы", "Имя"]),
        ('{"@@locale": "ru", "hi": "Да", "@hi": {"description": "Ответ"}, "@x": "Что"}', ["Да"]),
        ('{"a": "Open the file", "b": "main.title", "c": "#ff0000", "d": "Save", "e": "/usr/bin"}',
         ["Open the file", "Save"]),
        ('"Да"', ["Да"]),
        ("{}", []),
    ],
)  # fmt: skip
def test_json_values_are_read(data: str, expected: list[str]) -> None:
    assert texts(strings_json, data) == expected


def test_json_is_written_in_its_escapes() -> None:
    data = '{"lang": "ru", "a": "\\u0414\\u0430", "b": "\\u043d\\u0435\\u0442 <\\/b>"}'
    made = said(strings_json, source(data), {"Да": "Café “yes”", "нет </b>": "no </b>"}).decode()
    assert made == '{"lang": "en", "a": "Caf\\u00e9 \\u201cyes\\u201d", "b": "no <\\/b>"}'
    assert said(strings_json, source('{"a": "Да"}'), {"Да": 'é "\t'}) == '{"a": "é \\"\\t"}'.encode()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ('{\n"a": "Да",\n}', "line 3: this is no JSON"),
        ('{"a": "Да"', "line 1: this is no JSON"),
        ("[" * 100_000, "nested too deep"),
        ('{"format": "tolmach-bitext", "version": 2}', "holds pairs, not a document"),
    ],
)
def test_what_is_no_json_string_file_is_refused(data: str, message: str) -> None:
    with pytest.raises(ReadError, match=message):
        strings_json.read(source(data, "a.json"))


VALUES = st.recursive(
    st.text() | st.integers() | st.none() | st.sampled_from(["Да", "Две\nстроки", "«a» \\ /"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


@given(VALUES, st.sampled_from([None, 1, "\t"]), st.booleans())
def test_any_json_comes_back_and_keeps_its_structure(value: object, indent: int | str | None, ascii: bool) -> None:
    file = source(json.dumps(value, indent=indent, ensure_ascii=ascii))
    assert_identity(strings_json, file)
    after = json.loads(pseudo_written(strings_json, file))

    def shape(one: object) -> object:
        if isinstance(one, dict):
            return {key: shape(inner) for key, inner in one.items()}
        return [shape(inner) for inner in one] if isinstance(one, list) else type(one)

    assert shape(after) == shape(value)


RAILS = """# Комментарий
ru: # корень
  title: "Главная страница"
  menu: &m
    save: Сохранить файл   # кнопка
    quit: 'Выйти «сейчас»'
    answer: !!str да
  text: |
    Первая строка.
      Отступ.

    Третья.
  folded: >-
     Длинный текст,
     который сложен.
  list: [Красный, 'Синий', "Чёрный\\n цвет"]
  number: 5
  flag: yes
  again: *m
  plain: много слов
    на двух строках
"""


def test_yaml_values_are_read() -> None:
    assert texts(yaml, RAILS) == [
        "Главная страница", "Сохранить файл", "Выйти «сейчас»", "да", "Первая строка.|Отступ.|Третья.",
        "Длинный текст, который сложен.", "Красный", "Синий", "Чёрный|цвет", "много слов на двух строках",
    ]  # fmt: skip
    assert yaml.read(source(RAILS)).language == "ru"


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_yaml_is_written_in_its_styles(newline: str) -> None:
    translations = {
        "Главная страница": 'The "main" page',
        "Сохранить файл": "Save: the file",
        "Выйти «сейчас»": "Don't stay",
        "да": "yes",
        "Длинный текст, который сложен.": "A long text.",
        "Красный": "Red, or so",
        "Синий": "Blue",
        "много слов на двух строках": "many words",
    }
    made = said(yaml, source(RAILS.replace("\n", newline)), translations).decode()
    for line in (
        "en: # корень", '  title: "The \\"main\\" page"', '    save: "Save: the file"   # кнопка',
        "    quit: 'Don''t stay'", '    answer: !!str "yes"', "     A long text.", "  plain: many words",
        '  list: ["Red, or so", \'Blue\', "Чёрный\\n цвет"]', "    Первая строка.",
    ):  # fmt: skip
        assert newline + line + newline in made
    after = pyyaml.safe_load(made)["en"]
    assert after["title"] == 'The "main" page'
    assert after["again"] == after["menu"] == {"save": "Save: the file", "quit": "Don't stay", "answer": "yes"}
    assert (after["folded"], after["number"], after["flag"]) == ("A long text.", 5, True)


def test_the_lines_of_a_yaml_block_stay_lines() -> None:
    made = pyyaml.safe_load(pseudo_written(yaml, source("a: |\n  Раз.\n\n  Два.\nb: >\n  Три\n  четыре.\n\n  Пять.\n")))
    assert [len(made[key].strip().split("\n")) for key in "ab"] == [3, 2]


def test_what_is_no_yaml_is_refused() -> None:
    with pytest.raises(ReadError, match=r"^a\.yaml: line 3: this is no YAML \("):
        yaml.read(source('a: "Да"\nb: [Нет\n', "a.yaml"))


@given(VALUES, st.booleans(), st.sampled_from([None, '"', "'", "|", ">"]), st.booleans())
def test_any_yaml_comes_back_and_can_be_read_again(value: object, flow: bool, style: str | None, plain: bool) -> None:
    dumped = pyyaml.safe_dump({"x": value, "y": 1}, default_flow_style=flow, default_style=style, allow_unicode=plain)
    file = source(dumped)
    assert_identity(yaml, file)
    assert pyyaml.safe_load(pseudo_written(yaml, file)).keys() == {"x", "y"}


CATALOGUE = (
    HEADER + '#: a.c:1\n#, c-format\nmsgid "Открыть %s"\nmsgstr ""\n\nmsgctxt "menu"\nmsgid "&Файл"\nmsgstr ""\n\n'
    'msgid "Удалён %d файл"\nmsgid_plural "Удалено %d файлов"\nmsgstr[0] ""\nmsgstr[1] ""\n\n'
    '#| msgid "Было"\n#, c-format, fuzzy\nmsgid "Стало %d"\nmsgstr "Was"\n\n'
    'msgid ""\n"Первая строка\\n"\n"и \\"вторая\\""\nmsgstr ""\n\nmsgid "Готово"\nmsgstr "Done"\n'
    '\n#~ msgid "Нет"\n#~ msgstr ""\n'
)


def test_po_messages_without_translation_are_read() -> None:
    expected = ["Открыть %s", "Файл", "Удалён %d файл", "Удалено %d файлов", "Стало %d", 'Первая строка|и "вторая"']
    assert texts(po, CATALOGUE) == expected


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_po_translations_are_written_and_all_else_stays(newline: str) -> None:
    translations = {
        "Открыть %s": "Open %s", "Файл": "File", "Удалён %d файл": "%d file deleted",
        "Удалено %d файлов": "%d files deleted", "Стало %d": "Now " + "word " * 30 + "%d",
        'Первая строка и "вторая"': "", 'Первая строкаи "вторая"': "Two lines",
    }  # fmt: skip
    made = said(po, source(CATALOGUE.replace("\n", newline)), translations).decode()
    assert newline == "\n" or "\n" not in made.replace("\r\n", "")
    after = {(entry.msgctxt, entry.msgid): entry for entry in polib.pofile(made)}
    assert after[None, "Открыть %s"].msgstr == "Open %s"
    assert after["menu", "&Файл"].msgstr == "&File"
    assert after[None, "Удалён %d файл"].msgstr_plural == {0: "%d file deleted", 1: "%d files deleted"}
    assert after[None, "Стало %d"].msgstr == "Now " + "word " * 30 + "%d"
    assert (after[None, "Стало %d"].flags, after[None, "Стало %d"].previous_msgid) == (["c-format"], None)
    assert after[None, "Готово"].msgstr == "Done"
    assert f'"Language: en\\n"{newline}' in made
    assert f'#~ msgid "Нет"{newline}' in made
    assert max(len(line) for line in made.split(newline)) <= 80


def test_po_of_keys_is_read_by_its_translations() -> None:
    data = (
        HEADER
        + 'msgid "home.title"\nmsgstr "Главная"\n\nmsgid "n"\nmsgid_plural "n"\nmsgstr[0] "файл"\nmsgstr[1] "файла"\n'
    )
    assert texts(po, data) == ["Главная", "файл", "файла"]
    assert po.read(source(data)).language == "ru"
    made = said(po, source(data), {"Главная": "Home"}).decode()
    assert 'msgid "home.title"\nmsgstr "Home"\n' in made
    assert "Language: en" in made


def test_po_says_its_character_set() -> None:
    data = CATALOGUE.replace("UTF-8", "KOI8-R").encode("koi8-r")
    assert texts(po, data)[0] == "Открыть %s"
    assert 'msgstr "Open %s"'.encode("koi8-r") in said(po, source(data), {"Открыть %s": "Open %s"})


@pytest.mark.parametrize("fault", ['msgid "a', "msgid a", "hello", '"alone"'])
def test_what_is_no_po_is_refused(fault: str) -> None:
    with pytest.raises(ReadError, match=r"^a\.po: line 1: this is no gettext PO"):
        po.read(source(fault + '\nmsgstr "b"\n', "a.po"))


@given(st.lists(st.tuples(st.text(st.characters(blacklist_categories=["Cs"]), min_size=1), st.booleans()), max_size=5))
def test_any_catalogue_of_polib_comes_back(messages: list[tuple[str, bool]]) -> None:
    catalogue = polib.POFile(wrapwidth=40)
    catalogue.metadata = {"Content-Type": "text/plain; charset=UTF-8", "Language": ""}
    for number, (text, done) in enumerate(messages):
        catalogue.append(polib.POEntry(msgid=f"Да {number} {text}", msgstr="Done" if done else ""))
    try:
        again = polib.pofile(str(catalogue))
    except OSError:  # a message with line ends that polib itself cannot read back
        return
    if [entry.msgid for entry in again] != [entry.msgid for entry in catalogue]:
        return
    file = source(str(catalogue))
    blocks = assert_identity(po, file).blocks
    assert len(blocks) == sum(not done for _, done in messages)
    assert all(entry.msgstr for entry in polib.pofile(pseudo_written(po, file).decode()))


PROPERTIES = (
    "# Комментарий = да\r\n! ещё\r\ntitle = Настройки\r\n\r\nlong\\ key:Добро \\\r\n   пожаловать\r\nempty=\r\n"
    "n={0} файлов, don''t\r\npath=C:\\\\Документы\r\nlast Слово"
)


def test_properties_are_read() -> None:
    expected = [
        "Настройки",
        "key\\ here:Добро пожаловать".replace("\\", ""),
        "{0} файлов, don't",
        "C:\\Документы",
        "Слово",
    ]
    found = texts(properties, PROPERTIES)
    assert [found[0], *found[2:]] == [expected[0], *expected[2:]]
    assert found[1].endswith("Добро пожаловать")


def test_properties_are_written_in_their_escapes() -> None:
    translations = {"Настройки": "Settings\\é", "{0} файлов, don't": "{0} files, don't", "Слово": "Word"}
    made = said(properties, source(PROPERTIES), translations).decode()
    assert "title = Settings\\\\é\r\n" in made
    assert "n={0} files, don''t\r\n" in made
    assert made.endswith("last Word")
    plain = "a=\\u0414\\u0430\nb=\\u041d\\u0435\\u0442\n"
    assert texts(properties, plain) == ["Да", "Нет"]
    assert said(properties, source(plain), {"Да": "Café 𝄞", "Нет": "No\nmore"}) == (
        b"a=Caf\\u00e9 \\ud834\\udd1e\nb=No\\nmore\n"
    )


APPLE = '/* "Заголовок" = "x"; */\n"title" = "Настройки"; // "ещё"\nkey="Он: \\"да\\"\\nи \\U041d\\U0435\\U0442";\n'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_apple_strings_are_read_and_written(encoding: str) -> None:
    data = APPLE.encode(encoding)
    assert texts(apple, data) == ["Настройки", 'Он: "да"|и Нет']
    made = said(apple, source(data), {"Настройки": 'The "settings"'}).decode(encoding)
    assert made == APPLE.replace("Настройки", 'The \\"settings\\"')


@pytest.mark.parametrize("fault", ['"a" = "Да;\n', '"a" = "Да"; }\n', "/* open"])
def test_what_is_no_strings_file_is_refused_or_empty(fault: str) -> None:
    if fault.startswith("/*"):
        assert texts(apple, fault) == []
    else:
        with pytest.raises(ReadError, match=r"^a\.strings: line 1: this is no Apple strings file"):
            apple.read(source(fault, "a.strings"))


@pytest.mark.parametrize(
    ("text", "read", "translation", "written"),
    [
        ("&Файл", "Файл", "File", "&File"),
        ("Сохранить _как…", "Сохранить как…", "Save as…", "_Save as…"),
        ("Фа&йл", "Файл", "«File»", "«&File»"),
        ("Рога & копыта", "Рога & копыта", "Horns & hoofs", "Horns & hoofs"),
        ("Раз&nbsp;два", "Раз&nbsp;два", "One&nbsp;two", "One&nbsp;two"),
        ("&Файл _имя", "&Файл _имя", "File name", "File name"),
        ("snake_case слово", "snake_case слово", "snake_case word", "snake_case word"),
    ],
)
def test_the_mark_of_a_shortcut_stays_at_a_letter(text: str, read: str, translation: str, written: str) -> None:
    data = f'msgid "{text}"\nmsgstr ""\n'
    assert texts(po, data) == [read]
    assert f'msgstr "{written}"' in said(po, source(data), {read: translation}).decode()


def test_blanks_at_the_ends_of_a_value_stay() -> None:
    assert said(strings_json, source('["  Да:\\n "]'), {"Да:": "Yes:"}) == b'["  Yes:\\n "]'


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Всего {n, plural, one {# файл} few {# файла} other {# файлов в {dir}}}.",
            "Всего|файл|файла|файлов в {dir}|.",
        ),
        ("{g,select,male{Он пришёл}female{Она пришла}other{Они}}", "|Он пришёл|Она пришла|Они|"),
        ("{n, plural, offset:1 =0 {пусто} other {{g, select, a {да} other {нет}} всё}}", "|пусто||да|нет|всё|"),
        ("{n, plural, other {раз\nдва}}", "|раз|два|"),
        ("Привет, {name}, {date, date, short}!", "Привет, {name}, {date, date, short}!"),
        ("Слово {n, plural, one {файл", "Слово {n, plural, one {файл"),
        ("{n, plural, one} слово", "{n, plural, one} слово"),
    ],
)
def test_the_variants_of_icu_messages_are_texts_of_their_own(text: str, expected: str) -> None:
    assert texts(strings_json, json.dumps([text])) == [expected]
    made = json.loads(pseudo_written(strings_json, source(json.dumps([text], ensure_ascii=False))))[0]
    assert made.count("{") == text.count("{")
    assert [c for c in made if c in "{}#,"] == [c for c in text if c in "{}#,"]
