"""Proof that the tests' own fences hold: a test that reaches the network or the real home must fail."""

import os
import socket
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st


def test_connecting_fails_the_test_even_on_this_machine() -> None:
    with socket.socket() as endpoint, pytest.raises(pytest.fail.Exception, match="used the network"):
        endpoint.connect(("127.0.0.1", 9))


def test_looking_up_a_host_fails_the_test() -> None:
    with pytest.raises(pytest.fail.Exception, match="looked up a network host"):
        socket.getaddrinfo("example.invalid", 443)


def test_home_is_private_and_writable(private_home: Path) -> None:
    assert Path.home() == private_home
    assert Path(os.environ["XDG_DATA_HOME"]).is_relative_to(private_home)
    (private_home / "proof").write_text("kept here", encoding="utf-8")


@given(st.integers())
def test_properties_run_beside_the_home_fixture(number: int) -> None:
    assert Path.home().name.startswith("home")
    assert number == int(str(number))


def test_qt_needs_no_screen() -> None:
    assert os.environ["QT_QPA_PLATFORM"]
    assert os.environ["DBUS_SESSION_BUS_ADDRESS"] == "disabled:"
