"""What every command stands on: settings, a database with its keys, the admin module of a service."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from typing import Any

import click

from libs.common.actor import Actor, Role
from libs.common.database import Database
from libs.common.errors import Refused
from libs.common.events import SERVICES
from libs.common.identity.keyring import KeyRing, install_keyring
from libs.common.runner import service_class
from libs.common.settings import Settings, SettingsRefused, load_settings

OPERATOR = Actor(id="shell", name="命令行", kind="system", roles=frozenset({Role.OPERATOR, Role.ADMINISTRATOR}))

services_argument = click.argument("services", nargs=-1, type=click.Choice(SERVICES))
service_argument = click.argument("service", type=click.Choice(SERVICES))


@cache
def settings() -> Settings:
    try:
        found = load_settings()
    except SettingsRefused as error:
        raise click.ClickException(f"设置有误：{error}") from error
    return found


@contextmanager
def database(service: str) -> Iterator[Database]:
    """The database of ``service``, with its keys."""
    install_keyring(KeyRing.load(settings().secrets_dir))
    metadata = service_class(service).metadata
    opened = Database(settings().database_url(service), service, settings().clock, metadata, settings())
    try:
        yield opened
    finally:
        opened.dispose()


def service_admin(service: str) -> Any:
    """``services.<service>.admin``, by the one naming rule; common code knows no service by name."""
    return import_module(f"services.{service}.admin")


def settle(service: str, act: Callable[[Database], None]) -> None:
    """``act`` on the database of ``service``; a refusal is told in its own words."""
    try:
        with database(service) as db:
            act(db)
    except Refused as error:
        raise click.ClickException(f"{error.title}：{error}") from error
