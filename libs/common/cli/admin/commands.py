"""All commands under one name."""

from __future__ import annotations

import click

from libs.common.cli.admin import kernel, town

main = click.Group(
    help="管理命令。数据库、密钥和消息队列的地址取自环境变量（见 deploy/settings.yaml）。",
    commands=[
        *(kernel.migrate_command, kernel.revision, kernel.secrets, kernel.audit, kernel.queues, kernel.parked),
        *(town.town, town.centre, town.staff, town.terminals, town.calendar, town.replay_hall, town.files),
    ],
)
