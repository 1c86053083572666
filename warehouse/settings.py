"""One frozen settings object: defaults < ``jianbao.toml`` in the home < ``JIANBAO_*`` in the environment < the
command line."""

from __future__ import annotations

import os
import re
import tomllib
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit
from zoneinfo import ZoneInfo

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, InitSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

CHECKOUT = Path(__file__).resolve().parent.parent
URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")


# of the environment, and JIANBAO_FAILURE_*
NO_SETTINGS = ("JIANBAO_LISTS", "JIANBAO_SEGMENTER", "JIANBAO_DEBUG", "JIANBAO_WORK_DB")


class SettingsFileError(Exception):
    """jianbao.toml can't be read; the message says why."""


class Settings(BaseSettings):
    """Everything that can be set; ``read_settings`` makes it."""

    model_config = SettingsConfigDict(env_prefix="JIANBAO_", frozen=True, extra="forbid", env_ignore_empty=True)

    home: Path = Field(Path("data"), description="where landing/, work/ and published/ live")
    landing: Path | str = Field(
        CHECKOUT / "seeds" / "pages", description="newspaper pages to land: a folder or a URL that fsspec knows"
    )
    source: str | None = Field(None, description="name of the source; default: the landing folder's name")
    timezone: str = Field("Asia/Shanghai", description="governs the landing day, the schedule and 'tonight'")
    keep_versions: int = Field(7, ge=1, description="published versions kept")
    keep_days: int = Field(14, ge=1, description="days that logs, Prefect's runs and damaged work databases are kept")
    min_free_mb: int = Field(500, ge=0, description="a night begins only with so much free beyond what it will write")
    workers: int = Field(2, ge=1, description="processes that parse pages")
    dask_address: str | None = Field(
        None, description="scheduler of a Dask cluster that parses pages in the place of this machine's processes"
    )
    batch_pages: int = Field(64, ge=1, description="pages per transaction")
    max_file_mb: int = Field(32, ge=1, description="a larger file goes to quarantine")
    settle_seconds: float = Field(
        0.0, ge=0, description="a file changed more recently than this is still being written and waits"
    )

    on_failure: str | None = Field(
        None, description="command to run when a night fails, without a shell; JIANBAO_FAILURE_* tell it what and where"
    )

    @field_validator("home")
    @classmethod
    def _in_the_users_folder(cls, value: Path) -> Path:
        return _expand_user(value)

    @field_validator("landing", mode="before")
    @classmethod
    def _folder_or_url(cls, value: object) -> object:
        """A URL stays text and may hold no secret; what else is written is a folder."""
        if isinstance(value, str) and URL.match(value):
            if value.startswith("file://"):
                return Path(unquote(urlsplit(value).path))
            _check_url(value)
            return value.rstrip("/")
        return _expand_user(Path(value)) if isinstance(value, str | Path) else value

    @field_validator("home")
    @classmethod
    def _known_to_duckdb(cls, value: Path) -> Path:
        if "?" in str(value.absolute()):
            raise ValueError(f"{value} holds a '?', which DuckDB can't open; choose another folder (--home)")
        return value

    @field_validator("timezone")
    @classmethod
    def _known_timezone(cls, value: str) -> str:
        ZoneInfo(value)
        return value

    @property
    def source_name(self) -> str:
        if self.source or isinstance(self.landing, Path):
            return self.source or Path(self.landing).resolve().name
        url = urlsplit(self.landing)
        return unquote(url.path.rpartition("/")[2]) or url.hostname or self.landing

    @property
    def landing_place(self) -> str:
        """The landing folder or URL in words that mean the same in any working directory."""
        return str(self.landing.resolve()) if isinstance(self.landing, Path) else self.landing

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
        toml = InitSettingsSource(settings_cls, _read_toml(Path(os.path.expanduser(home)) / "jianbao.toml"))
        return init_settings, env_settings, toml


def _expand_user(path: Path) -> Path:
    """'~' as a shell would write it out; also in jianbao.toml and in quotes."""
    try:
        return path.expanduser()
    except RuntimeError as error:
        raise ValueError(f"{path} names a user who isn't there") from error


def _check_url(url: str) -> None:
    """Secrets stand in the environment alone: a URL is written into logs and the orchestrator's books."""
    parts = urlsplit(url)
    if parts.password is not None:
        name = f"FSSPEC_{parts.scheme.upper()}_PASSWORD"
        raise ValueError(f"the URL holds a password; leave it out and put it into the environment, as {name}, say")
    if parts.query or parts.fragment:
        raise ValueError("the URL holds a '?' or '#'; leave it out, and put secrets into the environment (README)")


def read_settings(**given: object) -> Settings:
    """The settings in force; ``given`` (from the command line) wins, None among it means "not given"."""
    return Settings(**{key: value for key, value in given.items() if value is not None})  # type: ignore[arg-type]


def find_unknown_variables() -> list[str]:
    """JIANBAO_* variables of the environment that nobody reads: misspelt, most likely."""
    known = {f"JIANBAO_{name.upper()}" for name in Settings.model_fields} | set(NO_SETTINGS)
    names = (name for name in os.environ if name.startswith("JIANBAO_") and not name.startswith("JIANBAO_FAILURE_"))
    return sorted(name for name in names if name not in known)


def _read_toml(path: Path) -> dict[str, Any]:
    """The settings in a file, none if it isn't there; a BOM is passed over. Raises SettingsFileError."""
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8-sig"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except UnicodeDecodeError as error:
        raise SettingsFileError(
            f"{path} is no UTF-8 (byte {error.start}): save it as UTF-8, not as UTF-16 or GBK"
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsFileError(f'{path} is no TOML: {error}. Lines look like: timezone = "Asia/Shanghai"') from error
    except OSError as error:
        raise SettingsFileError(f"{path} can't be read: {error.strerror}") from error
