"""The set-up script decides rightly, whatever machine it meets."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from installer import dev

HERE = Path(dev.__file__)


def test_a_linux_without_a_display_has_no_screen() -> None:
    assert not dev.has_screen({"DISPLAY": ""}, "linux")
    assert dev.has_screen({"WAYLAND_DISPLAY": "wayland-0"}, "linux")
    assert dev.has_screen({}, "win32")


def test_a_window_needs_more_than_a_tour_and_tests_need_the_witnesses() -> None:
    tour = dev.wanted("run", screen=False, platform="linux")
    window = dev.wanted("run", screen=True, platform="linux")
    tests = dev.wanted("test", screen=False, platform="linux")
    assert set(tour) < set(window) < set(tests)
    assert dev.wanted("test", screen=True, platform="win32") == ()


def test_what_is_missing_is_found_by_its_library_not_by_a_package_name() -> None:
    assert dev.is_there(dev.Need("libc6", library="libc.so.6"))
    assert not dev.is_there(dev.Need("libnowhere0", library="libnowhere.so.0"))
    assert dev.is_there(dev.Need("coreutils", program="ls"))
    assert not dev.is_there(dev.Need("nowhere", program="no-such-program"))


def test_without_root_a_missing_library_stops_with_the_exact_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev, "may_install", lambda: False)
    with pytest.raises(dev.CannotGoOn, match=r"sudo apt-get update && sudo apt-get install -y .* libnowhere0$"):
        dev.bring_system([dev.Need("libnowhere0", library="libnowhere.so.0")])


def test_without_root_a_missing_test_program_is_said_and_passed_over(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dev, "may_install", lambda: False)
    dev.bring_system([dev.Need("nowhere", program="no-such-program")])
    assert "--no-install-recommends nowhere" in capsys.readouterr().out


def test_only_pythons_with_wheels_for_the_cipher_fit() -> None:
    assert [version for version in ((3, 10), (3, 11), (3, 14), (3, 15)) if dev.fits(version)] == [(3, 11), (3, 14)]


def test_the_stamp_forgets_as_soon_as_the_lock_changes(tmp_path: Path) -> None:
    lock, stamp = tmp_path / "uv.lock", tmp_path / "stamp"
    lock.write_text("one")
    assert not dev.is_ready("run", stamp, [lock])
    stamp.write_text(dev.fingerprint("run", [lock]))
    assert dev.is_ready("run", stamp, [lock])
    lock.write_text("two")
    assert not dev.is_ready("run", stamp, [lock])


def test_an_environment_made_for_the_tests_runs_the_program_but_not_the_reverse(tmp_path: Path) -> None:
    stamp = tmp_path / "stamp"
    stamp.write_text(dev.fingerprint("test", []))
    assert dev.is_ready("run", stamp, [])
    stamp.write_text(dev.fingerprint("run", []))
    assert not dev.is_ready("test", stamp, [])


def test_records_of_the_tests_lie_in_memory_only_where_there_is_room(tmp_path: Path) -> None:
    assert dev.folder_in_memory(tmp_path, 0) == {"TMPDIR": str(tmp_path)}
    assert dev.folder_in_memory(tmp_path, 1 << 60) == {}
    assert dev.folder_in_memory(tmp_path / "nowhere", 0) == {}


def test_what_follows_the_command_is_handed_on() -> None:
    assert dev.read_arguments(["run", "--", "--home", "practice"]) == ("run", ["--home", "practice"])
    assert dev.read_arguments(["test", "-k", "lunar"]) == ("test", ["-k", "lunar"])


def test_a_wrong_command_is_wrong_usage_and_touches_nothing() -> None:
    answer = subprocess.run([sys.executable, HERE, "dance"], check=False, capture_output=True, text=True)
    assert answer.returncode == 2


def test_the_script_needs_nothing_but_the_standard_library() -> None:
    bare = {"PATH": os.environ["PATH"], "LC_ALL": "C"}
    answer = subprocess.run([sys.executable, "-I", "-S", HERE, "--help"], check=False, capture_output=True, env=bare)
    assert answer.returncode == 0
    assert "打开程序" in answer.stdout.decode()
