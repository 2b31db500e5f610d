"""Gives commands to the parser of the Azure CLI that is installed: nothing is sent, and no sign-in is needed.

Run by the CLI's own Python. Reads a JSON list of commands from standard input, each a list of words without `az`.
Writes a JSON list with an answer for each: null where the parser takes it, else {"absent": TEXT} where this installation lacks the
command or cannot load it, or {"error": TEXT}.
"""

import contextlib
import io
import json
import sys

from azure.cli.core import get_default_cli
from azure.cli.core.commands.events import EVENT_INVOKER_POST_LOAD_ARGUMENTS, EVENT_INVOKER_PRE_LOAD_ARGUMENTS
from knack.events import EVENT_INVOKER_POST_CMD_TBL_CREATE, EVENT_INVOKER_POST_PARSE_ARGS


def main():
    commands = json.load(sys.stdin)
    cli = get_default_cli()
    invocation = cli.invocation_cls(
        cli_ctx=cli,
        parser_cls=cli.parser_cls,
        commands_loader_cls=cli.commands_loader_cls,
        help_cls=cli.help_cls,
    )
    cli.invocation = invocation
    loader = invocation.commands_loader
    loader.load_command_table(None)
    table = dict(loader.command_table)
    json.dump([answer_to(words, cli, invocation, table) for words in commands], sys.stdout)


def answer_to(words, cli, invocation, table):
    name = name_in(words, table)
    if name is None:
        return {"absent": "is not installed"}
    try:
        parser = parser_of(name, cli, invocation, table)
    except Exception as error:  # Whatever its modules raise: this installation is broken in that place.
        return {"absent": one_line(error)}
    said = io.StringIO()
    try:
        with contextlib.redirect_stderr(said), contextlib.redirect_stdout(io.StringIO()):
            parsed = parser.parse_args(list(words))
            # Asks for the options that --ids stands for.
            cli.raise_event(EVENT_INVOKER_POST_PARSE_ARGS, command=name, args=parsed)
    except (Exception, SystemExit) as error:
        return {"error": one_line(f"{said.getvalue()} {error}")}
    return None


PARSERS = {}


def parser_of(name, cli, invocation, table):
    """The parser of one command, as the CLI makes it for that command."""
    if name not in PARSERS:
        loader = invocation.commands_loader
        loader.command_table = {name: table[name]}
        invocation.data["command_string"] = name
        cli.raise_event(EVENT_INVOKER_PRE_LOAD_ARGUMENTS, commands_loader=loader)
        loader.load_arguments(name)
        cli.raise_event(EVENT_INVOKER_POST_LOAD_ARGUMENTS, commands_loader=loader)
        # Adds --ids to those that have it.
        cli.raise_event(EVENT_INVOKER_POST_CMD_TBL_CREATE, commands_loader=loader)
        parser = cli.parser_cls(cli_ctx=cli, prog=cli.name, parents=[invocation._global_parser])
        parser.load_command_table(loader)
        PARSERS[name] = parser
    return PARSERS[name]


def one_line(said):
    return " ".join(str(said).split())[:500]


def name_in(words, table):
    """The longest command that the words begin with."""
    names = []
    for word in words:
        if word.startswith("-"):
            break
        names.append(word)
    for length in range(len(names), 0, -1):
        name = " ".join(names[:length])
        if name in table:
            return name
    return None


main()
