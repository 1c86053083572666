"""One frozen settings object: defaults < ``jianbao.toml`` in the home < ``JIANBAO_*`` in the environment < the
command line."""

from __future__ import annotations

import os
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict, TomlConfigSettingsSource

CHECKOUT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """Everything that can be set; ``read_settings`` makes it."""

    model_config = SettingsConfigDict(env_prefix="JIANBAO_", frozen=True, extra="forbid", env_ignore_empty=True)

    home: Path = Field(Path("data"), description="where landing/, work/ and published/ live")
    landing: Path = Field(CHECKOUT / "seeds" / "pages", description="folder of newspaper pages to land")
    source: str | None = Field(None, description="name of the source; default: the landing folder's name")
    timezone: str = Field("Asia/Shanghai", description="governs the landing day, the schedule and 'tonight'")
    keep_versions: int = Field(7, ge=1, description="published versions kept")
    workers: int = Field(2, ge=1, description="processes that parse pages")
    batch_pages: int = Field(64, ge=1, description="pages per transaction")
    max_file_mb: int = Field(32, ge=1, description="a larger file goes to quarantine")
    settle_seconds: float = Field(
        0.0, ge=0, description="a file changed more recently than this is still being written and waits"
    )

    on_failure: str | None = Field(
        None, description="command to run when a night fails, without a shell; JIANBAO_FAILURE_* tell it what and where"
    )

    @field_validator("timezone")
    @classmethod
    def _known_timezone(cls, value: str) -> str:
        ZoneInfo(value)
        return value

    @property
    def source_name(self) -> str:
        return self.source or self.landing.resolve().name

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        home = Path(init_settings().get("home") or os.environ.get("JIANBAO_HOME") or "data")
        toml = TomlConfigSettingsSource(settings_cls, home / "jianbao.toml")
        return init_settings, env_settings, toml


def read_settings(**given: object) -> Settings:
    """The settings in force; ``given`` (from the command line) wins, None among it means "not given"."""
    return Settings(**{key: value for key, value in given.items() if value is not None})  # type: ignore[arg-type]
