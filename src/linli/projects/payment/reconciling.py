"""A project's papers beside its accounts: what ``./linli ledger reconcile`` compares for this room."""

from django.utils.translation import gettext_lazy as _

from linli.ledger import reconciling

BALANCES = """
    SELECT a.holder, coalesce(sum(a.balance) FILTER (WHERE a.purpose = 'payable'), 0) AS payable,
           coalesce(sum(a.balance) FILTER (WHERE a.purpose = 'spent'), 0) AS spent, coalesce(sum(a.balance), 0) AS whole
      FROM ledger_account a WHERE a.holder_kind = 'projects.budgetline' AND a.closed_at IS NULL GROUP BY a.holder
"""
WHOLE = f"""
    SELECT l.id::text, l.contracted, coalesce(b.whole, 0) FROM projects_budgetline l
      LEFT JOIN ({BALANCES}) b ON b.holder = l.id
     WHERE l.contracted IS NOT NULL AND l.contracted <> coalesce(b.whole, 0)
"""  # nosec B608
PAYABLE = f"""
    SELECT l.id::text, coalesce(p.total, 0), coalesce(b.payable, 0) FROM projects_budgetline l
      LEFT JOIN ({BALANCES}) b ON b.holder = l.id
      LEFT JOIN (SELECT t.line_id, sum(t.amount) AS total FROM projects_paymentpart t
                   JOIN projects_paymentrequest r ON r.id = t.request_id AND r.state = 'approved' GROUP BY t.line_id) p
        ON p.line_id = l.id
     WHERE coalesce(p.total, 0) <> coalesce(b.payable, 0)
"""  # nosec B608
SPENT = f"""
    SELECT l.id::text, coalesce(e.total, 0), coalesce(b.spent, 0) FROM projects_budgetline l
      LEFT JOIN ({BALANCES}) b ON b.holder = l.id
      LEFT JOIN (SELECT line_id, sum(amount) AS total FROM projects_expense WHERE state = 'accepted' GROUP BY line_id) e
        ON e.line_id = l.id
     WHERE l.contracted IS NOT NULL AND coalesce(e.total, 0) <> coalesce(b.spent, 0)
"""  # nosec B608
PAID = """
    SELECT r.project_id::text, sum(r.amount), coalesce(max(m.moved), 0) FROM projects_paymentrequest r
      LEFT JOIN (SELECT l.project_id, sum(g.amount) AS moved FROM ledger_posting g
                   JOIN ledger_account a ON a.id = g.account_id AND a.holder_kind = 'projects.budgetline'
                    AND a.purpose = 'agency'
                   JOIN projects_budgetline l ON l.id = a.holder
                  WHERE g.kind = 'payment.paid' GROUP BY l.project_id) m ON m.project_id = r.project_id
     WHERE r.state = 'paid' GROUP BY r.project_id HAVING sum(r.amount) <> coalesce(max(m.moved), 0)
"""


def register() -> None:
    """Have them compared."""
    reconciling.register(_("科目的合同额和它的四个账户"), WHOLE)
    reconciling.register(_("批了待付的和账本"), PAYABLE)
    reconciling.register(_("核对过的票据和账本"), SPENT)
    reconciling.register(_("已付的和账本"), PAID)
