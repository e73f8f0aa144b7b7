"""Settings of a series of meetings."""

from typing import Annotated, Self
from zoneinfo import ZoneInfo

from pydantic import Field, model_validator

from bot.config.schedules import AnnounceSettings, ScheduleSettings
from bot.config.values import Nick, OneLine, Settings, Share, Zone
from bot.core.quorum import Quorum
from bot.core.rules import SeriesRules
from bot.core.slug import slugify


class SeriesSettings(Settings):
    name: Annotated[OneLine, Field(min_length=1)]
    slug: Annotated[str, Field(pattern=r"^[\w-]*$")] = ""
    timezone: Zone = "UTC"
    roster: tuple[Nick, ...] = ()
    quorum: Share = ""
    schedule: ScheduleSettings | None = None
    announce: AnnounceSettings | None = None

    @model_validator(mode="after")
    def _shares_a_roster(self) -> Self:
        if "/" in self.quorum and not self.roster:
            raise ValueError(f"quorum is {self.quorum} of a roster; name its people in `roster`, or give a number")
        return self

    def rules(self) -> SeriesRules:
        return SeriesRules(
            slug=self.slug or slugify(self.name),
            name=self.name,
            zone=ZoneInfo(self.timezone),
            quorum=Quorum(self.quorum, self.roster) if self.quorum else None,
            schedule=self.schedule.schedule(self.timezone) if self.schedule else None,
        )
