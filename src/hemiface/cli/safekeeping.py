"""`hemiface backup`, `restore`, `encrypt`, `decrypt` and `audit`: keep the records safe."""

from pathlib import Path

import click

from hemiface.cli.groups import NounGroup
from hemiface.cli.options import FILE
from hemiface.cli.parameters import Number
from hemiface.cli.progress import watch
from hemiface.cli.records import CommandOutput, is_interactive, read_passphrase, with_records
from hemiface.errors import RecordStorageError
from hemiface.operations import safekeeping
from hemiface.operations.session import Session

unlock_option = click.option(
    "--unlock", is_flag=True, help="Ask for the passphrase and check what is encrypted too."
)

ENCRYPTION_WORDS = (
    "Names, contacts and recordings will be encrypted with your passphrase. Diaries, treatments "
    "and measurements stay readable under the pseudonym. Nobody can help if you forget the "
    "passphrase: keep it somewhere safe."
)


@click.command(
    epilog="""\b
Examples:
  hemiface backup /media/disk/2026-03-01.tar
  hemiface backup --check /media/disk/2026-03-01.tar
"""
)
@click.argument("file", type=FILE)
@click.option("--check", is_flag=True, help="Only read a backup and compare it with its hashes.")
@unlock_option
@with_records
def backup(session: Session, file: Path, *, check: bool, unlock: bool) -> CommandOutput:
    """Write everything into one new FILE, also while others work with the records.

    Exit code 1 if a recording is missing or is not what was kept; the rest is in FILE.
    """
    if check:
        (report,) = watch(safekeeping.check_backup(session, file, unlock=unlock))
        return _backup_answer(report, "read")
    (report,) = watch(safekeeping.back_up(session, file, unlock=unlock))
    return _backup_answer(report, f"wrote {file}")


@click.command(epilog="\b\nExample:\n  HEMIFACE_DATA=new hemiface restore backup.tar\n")
@click.argument("file", type=FILE)
@unlock_option
@with_records
def restore(session: Session, file: Path, *, unlock: bool) -> CommandOutput:
    """Fill an empty store from a backup FILE, which is checked to the last byte first.

    Exit code 1 if a recording is missing or is not what was kept; it is left out.
    """
    (report,) = watch(safekeeping.restore_backup(session, file, unlock=unlock))
    return _backup_answer(report, "restored")


@click.command(
    epilog="""\b
Examples:
  hemiface encrypt --state
  hemiface encrypt
  hemiface encrypt --change-to-file new-passphrase.txt
  hemiface encrypt --rekey
"""
)
@click.option("--state", is_flag=True, help="Only say whether the records are encrypted.")
@click.option("--change", is_flag=True, help="Take another passphrase.")
@click.option("--change-to-file", type=FILE, metavar="FILE", help="Holds the other passphrase.")
@click.option("--rekey", is_flag=True, help="Take another data key and write everything anew.")
@with_records
def encrypt(
    session: Session, *, state: bool, change: bool, change_to_file: Path | None, rekey: bool
) -> CommandOutput:
    """Encrypt names and recordings with a passphrase (off unless turned on).

    If it is interrupted, run it again: nothing is lost, and it goes on where it was. Exit code 1
    if recordings are damaged: they stay as they are, and it finishes once they are mended.
    """
    if state:
        now = safekeeping.encryption_state(session)
        return CommandOutput({"state": now.value}, [f"encryption is {now.value.replace('_', ' ')}"])
    if rekey and (change or change_to_file):
        raise click.UsageError("change the passphrase first, then the key")
    if change or change_to_file:
        old = _passphrase(session)
        safekeeping.change_passphrase(session, old, _new_passphrase(change_to_file))
        return CommandOutput({"changed": True}, ["the passphrase is another one now"])
    if rekey:
        (done,) = watch(safekeeping.rekey(session, _passphrase(session)))
        return _rewritten_answer(session, done, "new key", "written anew")
    if is_interactive():
        click.echo(ENCRYPTION_WORDS, err=True)
    (done,) = watch(safekeeping.encrypt(session, _passphrase(session)))
    return _rewritten_answer(session, done, "encrypted", "sealed")


@click.command(epilog="\b\nExample:\n  hemiface decrypt --passphrase-file passphrase.txt\n")
@with_records
def decrypt(session: Session) -> CommandOutput:
    """Take encryption away again.

    Exit code 1 if recordings are damaged, as with `hemiface encrypt`.
    """
    (done,) = watch(safekeeping.decrypt(session, _passphrase(session)))
    return _rewritten_answer(session, done, "decrypted", "opened")


@click.group(
    cls=NounGroup,
    epilog="""\b
Examples:
  hemiface audit verify
  hemiface audit list --pseudonym P001
""",
)
def audit() -> None:
    """See who changed what and when, and check that nobody changed the record of it."""


@audit.command(epilog="\b\nExample:\n  hemiface audit verify --expect 3f0c...\n")
@click.option("--expect", "expected", default="", metavar="HEAD", help="A head noted earlier.")
@unlock_option
@click.option(
    "--sample",
    "share",
    type=Number(most=1, above=0),
    default=1.0,
    metavar="SHARE",
    help="Read only this share of the files, drawn by chance, above 0, such as 0.1.",
)
@with_records
def verify(session: Session, *, expected: str, unlock: bool, share: float) -> CommandOutput:
    """Check the chain, every entry against it, and every file against its hash.

    Exit code 1 if not whole. Note the head somewhere else: only against it can a chain that was
    cut be seen.
    """
    (report,) = watch(
        safekeeping.verify_audit(session, expected=expected, unlock=unlock, share=share)
    )
    lines = [f"{report.lines} links, head {report.head}", f"{report.files} files read"]
    if report.sealed_files:
        lines.append(f"{report.sealed_files} files are encrypted and were not opened; use --unlock")
    if report.erased:
        lines.append(f"{report.erased} contents were erased with their people")
    if report.sealed:
        lines.append(f"{report.sealed} contents are encrypted and were not checked")
    partly = report.sealed or report.sealed_files or share < 1
    whole = "what was read is whole" if partly else "all is whole"
    lines += [f"problem: {problem}" for problem in report.problems] or [whole]
    problem = RecordStorageError("altered")
    return CommandOutput(report, lines, problem=problem if report.problems else None)


@audit.command("list", epilog="\b\nExample:\n  hemiface audit list --pseudonym P001 --limit 20\n")
@click.option("--pseudonym", default="", metavar="PSEUDONYM", help="Only this person.")
@click.option(
    "--limit", type=Number(1, whole=True), default=100, show_default=True, help="At most."
)
@with_records
def list_audit(session: Session, *, pseudonym: str, limit: int) -> CommandOutput:
    """List who changed what and when, the newest first."""
    found = safekeeping.list_audit(session, pseudonym, limit=limit)
    rows = [
        (
            line.number,
            f"{line.at:%Y-%m-%d %H:%M:%S}",
            line.who,
            line.action,
            line.kind,
            line.version,
        )
        for line in found
    ]
    heading = ("number", "at (UTC)", "who", "action", "kind", "version")
    return CommandOutput(found, table=(heading, rows))


@audit.command(epilog="\b\nExample:\n  hemiface audit show 12\n")
@click.argument("number", type=Number(whole=True))
@with_records
def show(session: Session, number: int) -> CommandOutput:
    """Show what one link speaks of: the entry before and after."""
    content = safekeeping.read_audit_content(session, number)
    return CommandOutput(
        {"number": number, "content": content},
        [content or "it has no content, or it was erased with its person"],
    )


def _backup_answer(report: safekeeping.Backup, line: str) -> CommandOutput:
    made = report.made_at[:16].replace("T", " ")
    lines = [f"{line}: {report.rows} rows, {report.files} files, made {made} UTC"]
    if report.sealed:
        lines.append(f"{report.sealed} files are encrypted and were not opened; use --unlock")
    lines += [f"problem: {problem}" for problem in report.problems]
    problem = RecordStorageError("recordings_missing")
    return CommandOutput(report, lines, problem=problem if report.problems else None)


def _rewritten_answer(
    session: Session, done: safekeeping.Rewritten, what: str, how: str
) -> CommandOutput:
    state = safekeeping.encryption_state(session)
    data = {"state": state.value, "files": done.written, "damaged": done.damaged}
    if not done.damaged:
        return CommandOutput(data, [f"{what}; {done.written} files {how}"])
    lines = [f"{done.written} files {how}", *(f"problem: {one}" for one in done.damaged)]
    problem = RecordStorageError("recordings_damaged")
    return CommandOutput(data, lines, problem=problem)


def _passphrase(session: Session) -> str:
    passphrase = session.store.ask_passphrase()
    if passphrase is None:
        raise click.UsageError("a passphrase is needed; give --passphrase-file")
    return passphrase


def _new_passphrase(file: Path | None) -> str:
    passphrase = read_passphrase(file, "New passphrase")
    if passphrase is None:
        raise click.UsageError("a new passphrase is needed; give --change-to-file")
    return passphrase
