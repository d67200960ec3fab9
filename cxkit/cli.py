"""The command line: what a consultant types; each command imports what it needs when it is used."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

STOPPED_BY_USER = 130
LANGUAGE = click.Choice(["en", "nl"])


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="cxkit", message="%(prog)s %(version)s")
def cli() -> None:
    """What better customer experience is worth in euros, how sure that is, and what to do first."""


@cli.command()
@click.option("--language", type=LANGUAGE, help="Language of the report; that of params/demo when left out.")
def demo(language: str | None) -> int:
    """Make the demo data when they are absent, and run the demo."""
    from cxkit import paths
    from cxkit.demo import ensure
    from cxkit.settings.files import shown

    for path in ensure(paths.outputs_dir("demo") / "data"):
        click.echo(f"data: {shown(path)}")
    return _run("demo", overrides={"language": language} if language else {})


@cli.command()
@click.argument("client")
@click.argument("notebooks", nargs=-1, metavar="[NOTEBOOK]...")
@click.option("--timeout", type=click.IntRange(min=1), default=1800, show_default=True, help="Seconds a cell may take.")
def run(client: str, notebooks: Sequence[str], timeout: int) -> int:
    """Run a client's notebooks: those named, or all."""
    return _run(client, notebooks, timeout_seconds=timeout)


def _run(
    client: str,
    notebooks: Sequence[str] = (),
    *,
    overrides: Mapping[str, str] | None = None,
    timeout_seconds: int = 1800,
) -> int:
    """Run an engagement, say how it goes, and return the exit code."""
    _refuse_unknown(notebooks)
    from cxkit.delivery import terminal
    from cxkit.delivery.outdated import outdated
    from cxkit.delivery.run import run_engagement

    report = run_engagement(
        client,
        notebooks,
        overrides=overrides,
        timeout_seconds=timeout_seconds,
        progress=sys.stderr.isatty(),
        say=click.echo,
    )
    late = outdated(client, language=report.language)
    for line in [*terminal.closing(report), *([""] if late else []), *late]:
        click.echo(line)
    for notebook, error in report.errors.items():
        click.echo(f"\n{notebook}\n{error}", err=True)
    return report.exit_code


def _refuse_unknown(notebooks: Sequence[str]) -> None:
    """Turn the name of a notebook that does not exist into wrong use of the command."""
    from cxkit.delivery.jobs import unknown_notebooks

    faults = unknown_notebooks(notebooks)
    if faults:
        raise click.UsageError(" ".join(fault.text() for fault in faults))


@cli.command()
@click.argument("client")
@click.option("--language", type=LANGUAGE, default="en", show_default=True, help="Language of the reports.")
@click.option(
    "--data",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Folder with the client's files.",
)
def new(client: str, language: str, data: Path | None) -> None:
    """Make settings for a new client, guessed from its files."""
    from cxkit.delivery.new import make_params

    for line in make_params(client, language=language, data=data):
        click.echo(line)


@cli.command()
@click.argument("client")
def check(client: str) -> None:
    """Check a client's settings and data; run nothing."""
    from cxkit.delivery.check import check_client

    for line in check_client(client):
        click.echo(line)


@cli.command()
@click.argument("client")
@click.option("--anew", metavar="REASON", default="", help="Freeze anew what was frozen before, and say why.")
def baseline(client: str, anew: str) -> None:
    """Freeze a client's success factors and pilots before they begin."""
    from cxkit.delivery.baseline import freeze_baseline

    for line in freeze_baseline(client, reason=anew.strip()):
        click.echo(line)


@cli.command()
@click.option("--check", is_flag=True, help="Write nothing; exit with 1 when something is out of date.")
def translate(check: bool) -> int:
    """Bring the Dutch notebooks and their words up to date."""
    from cxkit.delivery.translate import main as translate_all

    left = translate_all(check=check)
    for line in left:
        click.echo(line)
    return 1 if check and left else 0


def main(args: Sequence[str] | None = None) -> None:
    """Run the command line; what a user can mend is told in words, without a traceback."""
    from cxkit.errors import CxkitError

    try:
        exit_code = cli.main(args, prog_name="cxkit", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        exit_code = error.exit_code
    except click.Abort:
        click.echo("Stopped.", err=True)
        exit_code = STOPPED_BY_USER
    except CxkitError as error:
        click.echo(str(error), err=True)
        exit_code = error.exit_code
    sys.exit(exit_code)


if __name__ == "__main__":
    main()
