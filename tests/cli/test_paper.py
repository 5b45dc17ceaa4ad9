from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask
from pypdf import PdfReader

with_fonts = pytest.mark.usefixtures("fonts")


def make(app: Flask, *words: str, file: Path) -> Result:
    return app.test_cli_runner().invoke(args=["paper", "make", *words, "-o", str(file)])


@with_fonts
@pytest.mark.usefixtures("office")
def test_the_sign_in_list_is_written_as_pdf(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "ký tên.pdf"

    result = make(app, "sign-in-list", "GB-2026-1", "--format", "pdf", file=file)

    assert (result.exit_code, result.stderr) == (0, "")
    assert "Lê Ngọc Lan" in PdfReader(file).pages[0].extract_text()
    assert list(tmp_path.iterdir()) == [file]


@with_fonts
@pytest.mark.usefixtures("office")
def test_badges_are_written_as_pdf(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "thẻ.pdf"

    result = make(app, "badges", "GB-2026-1", file=file)

    assert (result.exit_code, result.stderr) == (0, "")
    assert "Lê Ngọc Lan" in PdfReader(file).pages[0].extract_text()


@pytest.mark.usefixtures("office")
@pytest.mark.parametrize(
    ("words", "line"),
    [
        (
            ("plan", "GB-2026-1"),
            "Chưa in được «plan» ở dạng pdf; hiện có: sign-in-list, badges ở pdf.",
        ),
        (
            ("sign-in-list", "GB-2026-1", "--format", "xlsx"),
            "Chưa in được «sign-in-list» ở dạng xlsx; hiện có: sign-in-list, badges ở pdf.",
        ),
        (("sign-in-list", "KHONG-CO"), "không tìm thấy: meeting KHONG-CO"),
        (("sign-in-list",), "Hãy ghi mã hoặc số của cuộc họp."),
    ],
)
def test_what_cannot_be_made_ends_with_one_line(
    app: Flask, tmp_path: Path, words: tuple[str, ...], line: str
) -> None:
    result = make(app, *words, file=tmp_path / "x.pdf")

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == f"planner: {line}\n"
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_kind_is_answered_with_those_there_are(app: Flask, tmp_path: Path) -> None:
    result = make(app, "poem", "GB-2026-1", file=tmp_path / "x.pdf")

    assert result.exit_code == 2
    assert result.stderr.startswith("planner: Không có loại văn bản «poem». Có: plan, invitation")


@with_fonts
@pytest.mark.usefixtures("office")
def test_a_file_that_cannot_be_written_is_named(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "missing" / "x.pdf"

    result = make(app, "sign-in-list", "GB-2026-1", file=file)

    assert (result.exit_code, result.stderr) == (2, f"planner: {file}: No such file or directory\n")
