"""Groups of commands: `hemiface NOUN VERB`."""

import click

from hemiface.cli.retired_spellings import refuse_retired, refuse_verb_as_option
from hemiface.cli.usage import near_miss


class NounGroup(click.Group):
    """Verbs of one noun, which says what was meant by a verb that it does not have."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that is meant, or say which has a name like that."""
        if args and not args[0].startswith("-"):
            refuse_retired(ctx, args)
            known = self.list_commands(ctx)
            if args[0] not in known:
                refuse_verb_as_option(ctx, args, known)
                near = near_miss(args[0], known)
                raise click.UsageError(f"there is no command {args[0]}{near}", ctx)
        return super().resolve_command(ctx, args)
