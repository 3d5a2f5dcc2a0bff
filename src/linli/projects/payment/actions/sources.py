"""A payment is drawn from the money that was set aside for its project: the first set aside comes first."""

from linli.giving import actions as giving
from linli.giving import policies as rights
from linli.giving.queries import financing
from linli.kernel.actor import Actor
from linli.projects.models import PaymentRequest
from linli.projects.payment.queries.sources import key_of
from linli.projects.queries.accounts import PROJECT


def draw(request: PaymentRequest, by: Actor) -> int:
    """Draw what a request is paid with; return what no money set aside covers, in 分; runs inside an action.

    Money that another reach keeps (a county's, where a town pays) is drawn by nobody here and stays as it is.
    """
    left = request.amount
    for part in financing(PROJECT, request.project_id):
        amount = min(left, part.left)
        if amount and rights.draw(by, part.allotment) is None:
            giving.draw(part.allotment, amount, key=key_of(request), by=by)
            left -= amount
    return left
