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
