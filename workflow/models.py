"""The face of the app's models: Django finds them here, nobody else imports it; each stands with its noun."""

from workflow.archive.models import (
    ArchiveCounter,
    ArchiveRecord,
    ArchiveSettings,
    DestructionEntry,
    RetentionRule,
    ReviewBatch,
    ReviewDecision,
    ReviewItem,
    Tombstone,
)
from workflow.cases.models import Case, DeliveryFact, Event, RemedyCase, Reminder, SearchText
from workflow.cases.register_numbers import CaseCounter, RegisterForm
from workflow.cases.transfers.models import CaseTransfer
from workflow.changes.models import Change, FeedCounter
from workflow.locks.models import LockedYear, Unlocking
from workflow.recovery.models import ReconciledPoint
from workflow.webhooks.models import Delivery, Webhook

__all__ = [
    "ArchiveCounter",
    "ArchiveRecord",
    "ArchiveSettings",
    "Case",
    "CaseCounter",
    "CaseTransfer",
    "Change",
    "Delivery",
    "FeedCounter",
    "DestructionEntry",
    "Event",
    "LockedYear",
    "ReconciledPoint",
    "RegisterForm",
    "RemedyCase",
    "Reminder",
    "RetentionRule",
    "ReviewBatch",
    "ReviewDecision",
    "ReviewItem",
    "SearchText",
    "DeliveryFact",
    "Tombstone",
    "Unlocking",
    "Webhook",
]
