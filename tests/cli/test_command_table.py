"""The table of commands by module is that of the commands themselves."""

from __future__ import annotations

import importlib

import typer

from trucewatch.cli.main import COMMANDS


def test_each_module_registers_the_commands_of_the_table() -> None:
    for module, commands in COMMANDS.items():
        app = typer.Typer()
        importlib.import_module(f"trucewatch.cli.{module}").register(app)
        names = [str(command.name) for command in app.registered_commands]
        names += [str(group.name) for group in app.registered_groups]
        assert tuple(names) == commands, module
