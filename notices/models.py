"""The models of the notices floor, gathered here for Django from the sub-packages that own them; nothing imports this."""

from notices.letters import models as letters
from notices.mail import models as mail
from notices.wording import models as wording

__all__ = ["letters", "mail", "wording"]
