"""`./dev up | down | status | logs | admin`: the suite that lives below var/."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from libs.common.broker.node import BrokerFailed
from libs.common.broker.ports import LOOPBACK, PortInUse
from libs.common.cli.service_process import ROOT, ServiceFailed
from libs.common.cli.stack import Stack
from libs.common.events import SERVICES


def local_stack() -> Stack:
    """The suite below var/; BIANMIN_DATABASE_URL may point it at PostgreSQL."""
    return Stack(ROOT / "var", database_template=os.environ.get("BIANMIN_DATABASE_URL"))


@click.group()
def main() -> None:
    """Run the suite on this machine."""


@main.command()
def up() -> None:
    """Start what does not run yet, and return when everything is ready."""
    stack = local_stack()
    try:
        stack.start()
    except (PortInUse, BrokerFailed, ServiceFailed, RuntimeError) as error:
        click.echo(f"启动失败：{error}", err=True)
        if isinstance(error, PortInUse):
            click.echo(f"可在 {_shown(stack.directory / 'ports.json')} 中改用其他端口。", err=True)
        sys.exit(1)
    for name, url in stack.urls.items():
        click.echo(f"{name:<10} {url}/openapi.json")
    click.echo(f"{'MQTT':<10} {LOOPBACK}:{stack.ports.broker.mqtt}")
    click.echo(
        f"{'RabbitMQ':<10} http://{LOOPBACK}:{stack.ports.broker.management}  用户 {stack.broker.user}，"
        f"口令见 {_shown(stack.secrets_dir / 'broker_password')}"
    )
    click.echo("日志：./dev logs [服务] [-f]　状态：./dev status　停止：./dev down")


@main.command()
def down() -> None:
    """Stop everything; data stays."""
    local_stack().stop()
    click.echo("已停止。")


@main.command()
def status() -> None:
    """A table of what runs. Exit code 0 when everything is ready, 1 otherwise."""
    stack = local_stack()
    table = Table("服务", "地址", "进程", "状态", box=None)
    all_ready = True
    ready = stack.broker.running() and stack.broker.management.ready()
    rows = [("broker", f"{LOOPBACK}:{stack.ports.broker.amqp}", stack.broker.pid, ready)]
    for name, service in stack.services.items():
        ready = service.pid is not None and service.readiness() is not None
        rows.append((name, service.url, service.pid, ready))
    for name, address, pid, is_ready in rows:
        all_ready = all_ready and is_ready
        state = "就绪" if is_ready else "未就绪" if pid else "未运行"
        table.add_row(name, address, str(pid or "-"), state)
    Console(soft_wrap=True).print(table)
    sys.exit(0 if all_ready else 1)


@main.command()
@click.argument("service", type=click.Choice([*SERVICES, "broker"]), required=False)
@click.option("-f", "--follow", is_flag=True, help="Go on as lines come.")
@click.option("-n", "--lines", default=50, show_default=True)
def logs(service: str | None, follow: bool, lines: int) -> None:
    """The last lines of one service's log, or of all."""
    stack = local_stack()
    files = {name: each.log for name, each in stack.services.items()} | {"broker": stack.broker.log}
    chosen = [file for name, file in files.items() if service in (None, name) and file.exists()]
    if not chosen:
        click.echo("还没有日志；先运行 ./dev up。", err=True)
        sys.exit(1)
    sys.stdout.flush()
    options = ["-n", str(lines), *(["-F"] if follow else [])]
    os.execvp("tail", ["tail", *options, "--", *map(str, chosen)])


@main.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def admin(arguments: tuple[str, ...]) -> None:
    """Run an administrator's command on this suite's databases, broker and secrets."""
    stack = local_stack()
    os.chdir(ROOT)
    command = [sys.executable, "-m", "libs.common.cli.admin", *arguments]
    os.execve(sys.executable, command, stack.environment)


def _shown(path: Path) -> str:
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)


if __name__ == "__main__":
    main(prog_name="./dev")
