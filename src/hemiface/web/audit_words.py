"""Lines of the audit in the reader's language; the log itself keeps English words."""

from hemiface.reports.language import Language

ACTIONS = (
    "begin to decrypt",
    "add account",
    "remove account",
    "serve behind a proxy as",
    "serve to the own network as",
    "add passkey of",
    "remove passkey of",
    "take passkeys of",
    "refuse copy of a passkey of",
    "make recovery codes of",
    "use recovery code of",
    "change password of",
    "change data key",
    "change passphrase",
    "restore backup",
    "receive",
    "encrypt",
    "decrypt",
    "erase",
    "import",
    "restore",
    "remove",
    "move",
    "give away",
    "change",
    "add",
)
"""What can be written down, longer ones before those that they begin with."""


def say_action(action: str, t: Language) -> str:
    """What was done; a name that belongs to it stays as it is."""
    for known in ACTIONS:
        if action == known or action.startswith(f"{known} "):
            rest = action.removeprefix(known).strip()
            name, bracket, role = rest.removesuffix(")").partition(" (")
            if bracket:
                rest = f"{name} ({t.word('web.role', role)})"
            said = t(f"web.audit_action.{known.replace(' ', '_')}")
            return f"{said} {rest}".strip()
    return action


def say_kind(kind: str, t: Language) -> str:
    """What kind of entry it was done to."""
    return t.word("web.kind", kind) if kind else "\u2013"
