"""How large and how plain a person wants her pages, remembered with her account."""

from linli.accounts import policies
from linli.accounts.models import User
from linli.kernel.actor import Actor
from linli.kernel.policy import action, require


@action
def choose_display(user: User, *, size: str, elder: bool, by: Actor) -> None:
    """Remember text size (a ``TextSize``) and 长辈版, so that the next device shows the same."""
    require(policies.choose_display(by, user))
    user.text_size, user.elder_mode = size, elder
    user.save(update_fields=["text_size", "elder_mode"])
