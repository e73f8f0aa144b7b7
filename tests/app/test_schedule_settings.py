"""What the config says of schedules: complaints that say what to write."""

import pytest

from bot.config import ScheduleSettings


@pytest.mark.parametrize("rule", ["FREQ=HOURLY", "every week", "FREQ=WEEKLY;BYDAY=XX", "", "BYDAY=WE"])
def test_what_is_no_rule_for_days_is_a_complaint(rule: str) -> None:
    with pytest.raises(ValueError, match="rule"):
        ScheduleSettings.model_validate({"rule": rule, "time": "16:00", "since": "2026-03-04"})
