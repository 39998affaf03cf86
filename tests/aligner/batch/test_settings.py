"""Settings of a run: what differs is told, and work of another version is never mixed with this one's."""

from __future__ import annotations

import json

from aligner.batch.settings import Settings, changes, settings_from_json, settings_to_json


def test_settings_come_back_and_differences_are_told() -> None:
    now = Settings("out", "2026-01-01", beam=1, formats=("tmx", "document"), notes=True)
    again = settings_from_json(settings_to_json(now))
    assert again == now
    assert changes(again, now) == []
    assert changes(Settings("out", "2026-01-01", formats=now.formats, notes=True), now) == ["--beam was 4, is 1"]


def test_a_run_of_another_version_is_told_apart() -> None:
    now = Settings("out", "2026-01-01")
    data = json.loads(settings_to_json(now))
    del data["steps"]
    told = changes(settings_from_json(json.dumps(data)), now)
    assert told == [f"the version of reading and translating was 1, is {now.steps}"]
