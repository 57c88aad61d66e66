"""What commands there are, in the groups of the help, and where each lives."""

from typing import NamedTuple


class Command(NamedTuple):
    """A command that is loaded when it is called, so help stays quick.

    Parameters
    ----------
    group
        Heading of the help under which it stands.
    place
        Module and name.
    short
        First line of its help.
    """

    group: str
    place: str
    short: str


VIDEO, PERSON, GUIDE, SYSTEM = "Video", "Person", "Guide", "System"

COMMANDS = {
    "analyze": Command(
        VIDEO,
        "hemiface.cli.analyze:analyze",
        "Measure both sides of the face in one or more videos.",
    ),
    "batch": Command(
        VIDEO,
        "hemiface.cli.batch:batch",
        "Measure a folder of videos, or those of a manifest, into tables.",
    ),
    "bids": Command(
        VIDEO,
        "hemiface.cli.bids:bids",
        "Measure a BIDS data set: each participant, then the group.",
    ),
    "merge": Command(
        VIDEO,
        "hemiface.cli.batch:merge",
        "Write the tables and the page of a batch, and say which recordings are not there.",
    ),
    "demo": Command(
        VIDEO,
        "hemiface.cli.analyze:demo",
        "Measure the clip that comes with hemiface, or look at a simulated year.",
    ),
    "protocol": Command(
        VIDEO,
        "hemiface.cli.protocol:protocol",
        "Print the recommended recording of ninety seconds.",
    ),
    "probe": Command(
        VIDEO,
        "hemiface.cli.probe:probe",
        "Say what videos are, and whether they are fit to be measured.",
    ),
    "report": Command(
        VIDEO,
        "hemiface.cli.report:report",
        "Write the report of an analysis anew: one file that opens and prints anywhere.",
    ),
    "compare": Command(
        VIDEO,
        "hemiface.cli.compare:compare",
        "Compare folders of results of one person, the earliest first.",
    ),
    "correct": Command(
        VIDEO,
        "hemiface.cli.correct:correct",
        "Correct events by hand; your word wins over the detector's.",
    ),
    "reassess": Command(
        VIDEO,
        "hemiface.cli.reassess:reassess",
        "Find and assess events anew in the stored signals, without the video.",
    ),
    "study": Command(
        VIDEO,
        "hemiface.cli.study:study",
        "Plan a study, fix the plan, compute it, and write what a paper needs.",
    ),
    "agree": Command(
        VIDEO, "hemiface.cli.agree:agree", "Score the events of B against those of A."
    ),
    "emg": Command(
        VIDEO,
        "hemiface.cli.emg:emg",
        "Find contractions in surface EMG; without channels, list those of the file.",
    ),
    "export": Command(
        VIDEO,
        "hemiface.cli.export:export",
        "Write results for ELAN, BORIS, BIDS, FHIR and other programs.",
    ),
    "person": Command(
        PERSON,
        "hemiface.cli.person:person",
        "Add, show, change, archive and erase people, and tell their history.",
    ),
    "visit": Command(PERSON, "hemiface.cli.visit:visit", "Add and list visits."),
    "recording": Command(
        PERSON,
        "hemiface.cli.recording:recording",
        "Keep videos and their analyses, and get them out again.",
    ),
    "treatment": Command(
        PERSON,
        "hemiface.cli.treatment:treatment",
        "Write down injections, medicines, surgery and side effects; see what stands out.",
    ),
    "diary": Command(
        PERSON,
        "hemiface.cli.diary:diary",
        "Keep a diary of spasm and of what a bad day has in common with another.",
    ),
    "rating": Command(
        PERSON, "hemiface.cli.ratings:rating", "Keep clinicians' ratings of a person."
    ),
    "questionnaire": Command(
        PERSON, "hemiface.cli.ratings:questionnaire", "Ask questionnaires, and keep what was said."
    ),
    "entry": Command(
        PERSON,
        "hemiface.cli.entry:entry",
        "Show, change and archive single entries of any kind.",
    ),
    "ask": Command(
        GUIDE,
        "hemiface.cli.ask:ask",
        "Answer a QUESTION about hemifacial spasm, with sources.",
    ),
    "check": Command(
        GUIDE,
        "hemiface.cli.check:check",
        "Find out in a short interview how soon to see whom.",
    ),
    "guide": Command(
        GUIDE,
        "hemiface.cli.guide:guide",
        "Read topics, dangers, checked claims, substances and muscles.",
    ),
    "serve": Command(
        SYSTEM,
        "hemiface.cli.serve:serve",
        "Open the app in the browser; it is reached from this machine only.",
    ),
    "worker": Command(
        SYSTEM,
        "hemiface.cli.worker:worker",
        "Measure videos dropped on the app, or those of a batch, until stopped.",
    ),
    "backup": Command(
        SYSTEM,
        "hemiface.cli.safekeeping:backup",
        "Write everything into one new FILE, also while others work with the records.",
    ),
    "restore": Command(
        SYSTEM, "hemiface.cli.safekeeping:restore", "Fill an empty store from a backup."
    ),
    "encrypt": Command(
        SYSTEM,
        "hemiface.cli.safekeeping:encrypt",
        "Encrypt names and recordings with a passphrase.",
    ),
    "decrypt": Command(SYSTEM, "hemiface.cli.safekeeping:decrypt", "Take encryption away again."),
    "audit": Command(
        SYSTEM,
        "hemiface.cli.safekeeping:audit",
        "See who changed what and when, and check that nobody changed the record of it.",
    ),
    "settings": Command(
        SYSTEM,
        "hemiface.cli.about:settings",
        "Print every setting with its default, unit and meaning.",
    ),
    "doctor": Command(
        SYSTEM,
        "hemiface.cli.about:doctor",
        "Say what is installed, whether it is whole, and where the data lies.",
    ),
}
"""Every command, in the order in which people meet them."""
