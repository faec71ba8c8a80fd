"""Standard Webhooks 1.0.0: its own example signature, and when a message is tried again."""

import base64
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from examples.webhook_receiver import is_genuine

from app.webhooks.events import TOLD, EventType, data_of
from app.webhooks.standard import SCHEDULE, Attempt, MessageState, after, shown, signatures

NOW = datetime(2018, 11, 20, 12, 0, tzinfo=UTC)


def test_the_signature_is_that_of_the_standards_own_libraries() -> None:
    """The vector that the reference libraries are tested by."""
    secret = base64.b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    at = datetime.fromtimestamp(1614265330, UTC)
    made = signatures([secret], "msg_p5jXN8AQM9LWM0D4loKWxJek", at, b'{"test": 2432232314}')
    assert made == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_whoever_has_one_of_two_secrets_can_check() -> None:
    secrets = [b"a" * 32, b"b" * 32]
    made, now = signatures(secrets, "id", NOW, b"{}"), NOW.timestamp()
    assert made["webhook-signature"].count("v1,") == 2
    assert [is_genuine(shown(each), made, b"{}", now) for each in [*secrets, b"c" * 32]] == [
        True,
        True,
        False,
    ]
    assert not is_genuine(shown(secrets[0]), made, b"{ }", now), "another body"
    assert not is_genuine(shown(secrets[0]), made | {"webhook-id": "other"}, b"{}", now)
    assert not is_genuine(shown(secrets[0]), made, b"{}", now + 301), "too old"


def attempt(status: int | None, retry_after: str | None = None) -> Attempt:
    return Attempt(NOW, status, None if status else "none", 1, retry_after)


@pytest.mark.parametrize("status", [None, 100, 199, 300, 301, 307, 400, 401, 404, 429, 500, 503])
def test_anything_but_2xx_is_tried_again(status: int | None) -> None:
    assert after(1, attempt(status), 0)[0] is MessageState.WAITING


@pytest.mark.parametrize("status", [200, 201, 202, 204, 299])
def test_2xx_is_delivered(status: int) -> None:
    assert after(10, attempt(status), 0)[0] is MessageState.DELIVERED


def test_gone_is_given_up_at_once() -> None:
    assert after(1, attempt(410), 0)[0] is MessageState.GIVEN_UP


def test_the_waits_are_those_of_the_standard_and_up_to_a_tenth_longer() -> None:
    shortest = [after(tried, attempt(500), 0)[1] - NOW for tried in range(1, 10)]
    longest = [after(tried, attempt(500), 1)[1] - NOW for tried in range(1, 10)]
    hours = {"hours": 1}
    assert shortest == [
        timedelta(seconds=5), timedelta(minutes=5), timedelta(minutes=30), 2 * timedelta(**hours),
        5 * timedelta(**hours), 10 * timedelta(**hours), 14 * timedelta(**hours), 20 * timedelta(**hours),
        24 * timedelta(**hours),
    ]  # fmt: skip
    assert longest == [each * 1.1 for each in shortest]
    assert after(len(SCHEDULE), attempt(500), 0)[0] is MessageState.GIVEN_UP


@pytest.mark.parametrize(
    ("said", "waits"),
    [
        ("120", 120),
        ("2", 5),
        ("999999999999", 86_400),
        ("Tue, 20 Nov 2018 12:10:00 GMT", 600),
        ("Tue, 20 Nov 2018 11:00:00 GMT", 5),
        ("Tue, 20 Nov 2029 12:00:00 GMT", 86_400),
        ("soon", 5),
        ("-7", 5),
        ("٣", 5),
        ("", 5),
    ],
)
def test_retry_after_is_honoured_and_at_most_a_day(said: str, waits: int) -> None:
    assert after(1, attempt(503, said), 0)[1] == NOW + timedelta(seconds=waits)


def test_data_are_ids_and_an_address_to_ask_at() -> None:
    student = uuid4()
    for event_type in EventType:
        ids = {name: str(uuid4()) for name in TOLD[event_type].ids}
        data = data_of(event_type, student, ids | {"more": "is left out"}, "https://attune.example")
        assert data.keys() == {"student_id", "url", *ids}
        assert data["url"].startswith("https://attune.example/v1/")
        assert "{" not in data["url"]
