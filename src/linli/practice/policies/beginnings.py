"""Who may write the intake and take a signature: the sentence that refuses, or None."""

from linli.kernel.actor import Actor
from linli.kernel.policy import Refusal
from linli.practice.models import CaseFile
from linli.practice.policies.cases import works


def note_intake(by: Actor, case: CaseFile) -> Refusal:
    """The team writes the intake before anybody has agreed: it is what consent is asked on."""
    return works(by, case, without_consent=True)


def sign_consent(by: Actor, case: CaseFile) -> Refusal:
    """The team takes the signature; who may speak for the client is asked in the room of people."""
    return works(by, case, without_consent=True)


def attach_sheet(by: Actor, case: CaseFile) -> Refusal:
    """As taking the signature."""
    return works(by, case, without_consent=True)
