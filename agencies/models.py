"""The face of the app's models: Django finds them here, nobody else imports it; each stands with its noun."""

from agencies.administration.models import PasswordReset, RoleRequest
from agencies.audit_trail.models import AccessLog, ChainLink, OfficeRecord
from agencies.authentication.models import (
    AttemptBudget,
    FailedSignIn,
    OfficerSession,
    RecoveryCode,
    SecondFactor,
    SignInAlarm,
)
from agencies.forms.models import SentForm
from agencies.installation.models import (
    BackupRecord,
    CalendarYear,
    Demonstration,
    Restoration,
    SignedNotice,
    SignedRemedyText,
    SystemSign,
)
from agencies.organisation.models import Agency, AgencySuccession, Officer, OfficerRole, RecordPlace, Section
from agencies.spreadsheets.confirmed_names import SheetName
from agencies.stored_files.models import FileFault

__all__ = [
    "AccessLog",
    "Agency",
    "AgencySuccession",
    "AttemptBudget",
    "BackupRecord",
    "CalendarYear",
    "ChainLink",
    "Demonstration",
    "FailedSignIn",
    "FileFault",
    "OfficeRecord",
    "Officer",
    "OfficerRole",
    "OfficerSession",
    "PasswordReset",
    "RecordPlace",
    "RecoveryCode",
    "RoleRequest",
    "Restoration",
    "SecondFactor",
    "Section",
    "SentForm",
    "SheetName",
    "SignInAlarm",
    "SignedNotice",
    "SignedRemedyText",
    "SystemSign",
]
