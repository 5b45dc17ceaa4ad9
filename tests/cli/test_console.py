import click
import pytest
from click.testing import CliRunner

from planner.cli.console import OfficeGroup


def test_a_mistake_of_ours_ends_with_one_line() -> None:
    group = OfficeGroup("broken")

    @group.command("now")
    def now() -> None:
        raise KeyError("by")

    result = CliRunner().invoke(group, ["now"])

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "planner: lỗi của chương trình: KeyError\n"


@pytest.mark.parametrize("words", [["now"], ["now", "--on"], ["now", "1", "2"], ["later"]])
def test_a_command_that_is_typed_wrongly_ends_with_one_line(words: list[str]) -> None:
    group = OfficeGroup("whole")
    group.command("now")(click.argument("number", type=int)(lambda number: None))

    result = CliRunner().invoke(group, words)

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith("planner: ")
    assert result.stderr.count("\n") == 1


def test_half_a_letter_is_unusable() -> None:
    group = OfficeGroup("whole")
    group.command("find")(click.argument("text")(lambda text: text.encode()))

    result = CliRunner().invoke(group, ["find", "\udcff"])

    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == "planner: chữ vào, chữ ra phải là UTF-8\n"


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (FileNotFoundError(2, "No such file", "/x"), "/x: No such file"),
        (BrokenPipeError(32, "Broken pipe"), "Broken pipe"),
        (TimeoutError("timed out"), "timed out"),
    ],
)
def test_what_the_machine_refuses_is_told_in_one_line(error: OSError, line: str) -> None:
    group = OfficeGroup("whole")

    @group.command("now")
    def now() -> None:
        raise error

    result = CliRunner().invoke(group, ["now"])

    assert (result.exit_code, result.stderr) == (2, f"planner: {line}\n")
