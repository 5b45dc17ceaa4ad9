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
