"""What an alarm sends to the screen of `up`: each whole line once, and nothing of an earlier run."""

from pathlib import Path

from wegwijs_cli.calls_shown import FILE, CallsShown


def test_each_whole_line_is_shown_once_and_none_of_an_earlier_run(tmp_path: Path) -> None:
    file, told = tmp_path / FILE, list[str]()
    file.write_text("an earlier run\n")
    shown = CallsShown(tmp_path, told.append)
    shown.look()
    with file.open("a") as calls:
        for written in ("first\nsec", "ond\n", "third"):
            calls.write(written)
            calls.flush()
            shown.look()
            shown.look()
    assert told == ["first", "second"]
